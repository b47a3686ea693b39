"""The verbs of a booking's stage, each a small page: what it does, a form where it needs one, one button."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from bookings import actions
from bookings.clock import LocalTimeError, localise
from bookings.desk.fields import WallClockField, on_the_wall
from bookings.models import Booking, CancelCause, Kind, Stage


class VerbForm(forms.Form):
    """A verb that needs nothing but a yes, to the booking as it was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        self.booking = booking
        super().__init__(*args, **kwargs)
        self.initial["seen"] = booking.version


class HoldForm(VerbForm):
    until = WallClockField(label="Hold until", help_text="The time in port.")

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, booking=booking, **kwargs)
        expiry = booking.hold_expires_at or timezone.now() + actions.HOLD_FOR
        self.initial["until"] = on_the_wall(expiry, booking.zone)

    def clean_until(self) -> datetime:
        try:
            return localise(self.cleaned_data["until"], self.booking.zone)
        except LocalTimeError as problem:
            raise forms.ValidationError(str(problem)) from problem


class CancelForm(VerbForm):
    cause = forms.ChoiceField(choices=CancelCause, widget=UnfoldAdminSelectWidget)


@dataclass(frozen=True)
class Verb:
    name: str
    label: str
    says: str
    act: Callable[..., Booking]
    stages: tuple[Stage, ...]
    kinds: tuple[Kind, ...] = (Kind.CHARTER, Kind.CLOSURE)
    form: type[VerbForm] = field(default=VerbForm)


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "confirm",
            "Confirm",
            "The guest page says confirmed, the lead guest is told, and assigned crew are asked.",
            actions.confirm,
            (Stage.INQUIRY, Stage.HOLD),
        ),
        Verb(
            "hold",
            "Hold",
            "Nobody else gets the slot until then. The lead guest is told once.",
            actions.hold,
            (Stage.INQUIRY, Stage.HOLD),
            form=HoldForm,
        ),
        Verb(
            "complete",
            "Complete",
            "The charter has sailed; the guest page says thank you. It happens by itself an hour after the end.",
            actions.complete,
            (Stage.CONFIRMED,),
            kinds=(Kind.CHARTER,),
        ),
        Verb(
            "cancel",
            "Cancel",
            "The slot is free again. The guest page says cancelled; guests and crew who were told before are told.",
            actions.cancel,
            (Stage.INQUIRY, Stage.HOLD, Stage.CONFIRMED),
            form=CancelForm,
        ),
        Verb(
            "restore",
            "Restore",
            "It comes back as it was, with the same code and page, while its slot is free. Crew are asked again.",
            actions.restore,
            (Stage.CANCELLED,),
        ),
    )
}


def open_to(booking: Booking) -> list[Verb]:
    """Return the verbs that make sense for the booking as it stands."""
    return [verb for verb in VERBS.values() if booking.stage in verb.stages and booking.kind in verb.kinds]
