"""How amounts and percentages are entered: as people write them, stored as integers."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextInputWidget

from bookings.desk.fields import label_for_screen_readers
from bookings.ledger import actions
from bookings.ledger.actions import AnyLine, ClosedMonthError, LedgerError
from bookings.ledger.amounts import decimal, parse_number, parse_percent
from bookings.models import Booking


class HundredthsField(forms.Field):
    """An integer of hundredths, entered and shown as `840.75`."""

    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "class": "text-right", "size": 12})

    def prepare_value(self, value: Any) -> Any:
        return decimal(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        text = str(value).strip() if value is not None else ""
        try:
            return self.parse(text) if text else None
        except ValueError as unclear:
            raise ValidationError(str(unclear)) from None

    def parse(self, text: str) -> int:
        return parse_number(text.removeprefix("$"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(initial != self.to_python(data))
        except ValidationError:
            return True


class PercentField(HundredthsField):
    def parse(self, text: str) -> int:
        return parse_percent(text if "%" in text else f"{text} %")


class LineForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    amount_cents = HundredthsField(label="Amount")


class CostForm(forms.ModelForm):  # type: ignore[type-arg]
    amount_cents = HundredthsField(label="Amount", required=False)
    percent_points = PercentField(label="Or percent", required=False)


class ClosedMonthForm(forms.ModelForm):  # type: ignore[type-arg]
    def clean_month(self) -> str:
        month: str = self.cleaned_data["month"]
        try:
            actions.require_over(month, at=timezone.now())
        except LedgerError as early:
            raise ValidationError(str(early)) from None
        return month


class LedgerFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows of one booking. They have no reverse name, so the form prefix is the model's own."""

    @classmethod
    def get_default_prefix(cls) -> str:
        return f"ledger-{cls.model._meta.model_name}" if cls.model else "ledger"

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        label_for_screen_readers(form)


class LineFormSet(LedgerFormSet):
    """Lines with a day: today's, in port, where nothing is entered. A closed month is refused at its row."""

    instance: Booking

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk is None and "on" in form.fields:
            form.fields["on"].initial = timezone.now().astimezone(self.instance.zone).date()

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            if not form.has_changed():
                continue
            days = {form.initial.get("on"), form.cleaned_data.get("on")} if hasattr(form, "cleaned_data") else set()
            try:
                actions.require_open(day for day in days if isinstance(day, date))
            except ClosedMonthError as closed:
                if form.cleaned_data.get("DELETE"):
                    raise ValidationError(str(closed)) from None
                form.add_error("on", str(closed))


def save_lines(formset: LineFormSet, *, by: str, at: Any) -> None:
    """Write what was entered through the ledger's actions. Raises BookingError."""
    formset.save(commit=False)
    struck: list[AnyLine] = formset.deleted_objects
    for line in struck:
        actions.strike(line, by=by, at=at)
    for line in [*(line for line, _ in formset.changed_objects), *formset.new_objects]:
        actions.record(line, by=by, at=at)
