"""The booking form: port time in, one instant out; nothing overwritten silently; no money in what others read."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from bookings import plain
from bookings.clock import AmbiguousTimeError, LocalTimeError, localise, spoken
from bookings.desk.fields import WallClockField, WhichOfTwoField, on_the_wall
from bookings.errors import BookingError
from bookings.models import Booking, Stage, Vessel

NOTES = ("guest_notes", "crew_notes", "internal_notes")
READ_BY_OTHERS = ("title", "guest_notes", "crew_notes")
HARMLESS, LEDGER = "harmless", "ledger"
COLUMNS = (
    "title", "kind", "stage", "vessel", "brand", "client", "starts_at", "ends_at", "boarding_lead_minutes",
    "party_size", "tells_guest", "slug", "guest_notes", "crew_notes", "internal_notes", "source", "external_ref",
)  # fmt: skip
QUESTIONS = ("starts_which", "ends_which", "money_is")
OPENING_STAGES = (Stage.INQUIRY, Stage.HOLD, Stage.CONFIRMED)


class BookingForm(forms.ModelForm[Booking]):
    """Edits a booking's facts. `refusal` is what an action said when these entries were tried."""

    refusal: BookingError | None = None

    starts_at = WallClockField(label="Starts", help_text="The time in port.")
    ends_at = WallClockField(label="Ends", required=False, help_text="Empty: the vessel's usual length.")
    starts_which = WhichOfTwoField()
    ends_which = WhichOfTwoField()
    money_is = forms.ChoiceField(
        label="Amounts in the text",
        required=False,
        choices=[
            (LEDGER, "Move these lines to the ledger, where only those who may see money read them"),
            (HARMLESS, "They are harmless, leave them (“bring $20 for parking”)"),
        ],
        widget=UnfoldAdminRadioSelectWidget(),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Booking
        fields = COLUMNS
        widgets = {name: UnfoldAdminTextareaWidget(attrs={"rows": 3}) for name in NOTES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        booking = self.instance
        if booking.pk:
            self.initial["seen"] = booking.version
            for name in ("starts_at", "ends_at"):
                self.initial[name] = on_the_wall(getattr(booking, name), booking.zone)
        if "stage" in self.fields:
            self.fields["stage"].choices = [(stage.value, stage.label) for stage in OPENING_STAGES]  # type: ignore[attr-defined]
        self.questions = {name: self.fields[name].widget for name in QUESTIONS}
        for name in QUESTIONS:
            self.fields[name].widget = forms.HiddenInput()
        self.harmless: list[str] = list(booking.harmless_texts)
        self.for_the_ledger: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        vessel: Vessel | None = cleaned.get("vessel")
        if vessel is not None:
            if not cleaned.get("ends_at") and cleaned.get("starts_at"):
                cleaned["ends_at"] = cleaned["starts_at"] + timedelta(minutes=vessel.usual_minutes)
            for name in ("starts_at", "ends_at"):
                self._localise(name, vessel)
        self._ask_about_money()
        if self.instance.pk:
            self._show_what_changed_since()
        if self.refusal and not self.errors:
            field = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(field, str(self.refusal))
        return cleaned

    def _localise(self, name: str, vessel: Vessel) -> None:
        naive: datetime | None = self.cleaned_data.get(name)
        if naive is None:
            return
        which = name.replace("_at", "_which")
        unchanged = self.instance.pk and naive == self.initial[name] and vessel == self.instance.vessel
        if unchanged and self.cleaned_data.get(which) is None:
            self.cleaned_data[name] = getattr(self.instance, name)
            return
        try:
            self.cleaned_data[name] = localise(naive, vessel.zone, fold=self.cleaned_data.get(which))
        except LocalTimeError as problem:
            self.add_error(name, str(problem))
            if isinstance(problem, AmbiguousTimeError):
                self._ask(which)

    def _ask(self, name: str) -> None:
        """Bring a question into sight that most saves never raise."""
        self.fields[name].widget = self.questions[name]

    def _ask_about_money(self) -> None:
        """Name each new line that speaks of money in a text that guests or crew read, until staff say what it is."""
        answer = self.cleaned_data.get("money_is")
        for name in READ_BY_OTHERS:
            text = self.cleaned_data.get(name) or ""
            new = [line for line in plain.money_lines(text) if line not in self.harmless]
            if not new:
                continue
            if answer == HARMLESS:
                self.harmless += new
                continue
            if answer == LEDGER and name != "title":
                self.cleaned_data[name], lines = plain.without_money(text)
                self.for_the_ledger += lines
                continue
            self._ask("money_is")
            listed = "; ".join(f"“{line}”" for line in new)
            self.add_error(name, f"Others read this text, and it speaks of money: {listed}. Say below what it is.")

    def _show_what_changed_since(self) -> None:
        """Refuse a form opened before another save, naming every difference, and take theirs where ours is old."""
        current = Booking.objects.select_related("vessel").get(pk=self.instance.pk)
        seen = self.cleaned_data.get("seen")
        if seen == current.version:
            return
        opened = current.history.filter(version=seen).first()
        differences = []
        data = dict(self.data.items())
        for name in COLUMNS:
            theirs, old = getattr(current, name), getattr(opened, name, None) if opened else None
            if name not in self.fields or theirs == old:
                continue
            differences.append(
                f"{self.fields[name].label or name}: {self._say(old, current)} → {self._say(theirs, current)}"
            )
            if opened and self.cleaned_data.get(name) == old:
                key = self.add_prefix(name)
                data[key] = self._as_data(theirs, current)
        data[self.add_prefix("seen")] = str(current.version)
        self.data = data
        actor = getattr(current.history.first(), "actor", "somebody").removeprefix("user:")
        self.add_error(
            None,
            f"{actor} changed this booking since you opened it. {'. '.join(differences) or 'Its stage changed'}. "
            "What you had not touched now shows their values; your own entries are kept. "
            "Look through it, then save again to put yours in.",
        )

    @staticmethod
    def _say(value: Any, booking: Booking) -> str:
        return (
            spoken(value, booking.zone)
            if isinstance(value, datetime)
            else str(value if value not in (None, "") else "—")
        )

    @staticmethod
    def _as_data(value: Any, booking: Booking) -> str:
        if isinstance(value, datetime):
            return on_the_wall(value, booking.zone).isoformat(timespec="minutes")
        return str(getattr(value, "pk", value) if value is not None else "")

    def facts(self) -> dict[str, Any]:
        """Return the booking's columns as entered, ready for an action."""
        columns = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        return columns | {"harmless_texts": self.harmless}
