"""Form fields for wall clocks: staff type the time in port, as a clock on the dock shows it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextInputWidget

FORMAT = "%Y-%m-%dT%H:%M"


class WallClockField(forms.DateTimeField):
    """A local date and time without zone; its value is naive until a port is known."""

    def __init__(self, **kwargs: Any) -> None:
        widget = UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=[FORMAT, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def to_python(self, value: Any) -> Any:
        with timezone.override(UTC):
            moment = super().to_python(value)
        return moment and moment.replace(tzinfo=None)

    def prepare_value(self, value: Any) -> Any:
        return value.strftime(FORMAT) if isinstance(value, datetime) else value


class WhichOfTwoField(forms.TypedChoiceField):
    """The answer to a time that happens twice; stays out of sight until it is asked for."""

    def __init__(self) -> None:
        super().__init__(
            label="Which of the two?",
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("0", "The first, before the clocks go back"), ("1", "The second, after the clocks went back")],
            widget=UnfoldAdminRadioSelectWidget(),
        )


def label_for_screen_readers(form: forms.BaseForm) -> None:
    """Give each field of a table's row its name: the table's headings are no labels."""
    for field in form.fields.values():
        field.widget.attrs["aria-label"] = field.label


def on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the naive time that a clock in `zone` shows."""
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
