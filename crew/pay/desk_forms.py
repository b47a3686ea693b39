"""How staff enter rates, hours and runs. What an action refuses comes back at the field that it names."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from bookings.errors import BookingError
from bookings.models import Stage
from crew.models import Assignment
from crew.pay.amounts import decimal, spoken_hours
from crew.pay.models import LONGEST_MINUTES, NOTE_LENGTH, QUARTER_MINUTES, Hours, PayRun, Rate

UNSIGNED_FOR = timedelta(days=92)
QUARTERS = [(minutes, spoken_hours(minutes)) for minutes in range(0, LONGEST_MINUTES + 1, QUARTER_MINUTES)]


class RateForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Takes the rate as people say it: 45.00 an hour."""

    per_hour = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2, widget=UnfoldAdminDecimalFieldWidget)

    class Meta:
        model = Rate
        fields = ["role", "person", "per_hour", "currency", "from_date"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["per_hour"] = decimal(self.instance.cents_per_hour)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.instance.cents_per_hour = int(self.cleaned_data.get("per_hour", 0) * 100)
        return self.cleaned_data


class RefusableForm(forms.ModelForm):  # type: ignore[type-arg]
    refusal: BookingError | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.refusal:
            field = self.refusal.field if self.refusal.field in self.fields else NON_FIELD_ERRORS
            raise ValidationError({field: str(self.refusal)})
        return cleaned


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, place: Assignment) -> str:
        booking = place.booking
        return f"{booking.when}, {booking.vessel}: {place} ({booking.code})"


class CorrectionForm(RefusableForm):
    """The office enters hours in a person's stead, or other ones than they signed."""

    assignment = PlaceField(
        Assignment.objects.none(),
        label="Place",
        widget=UnfoldAdminSelectWidget,
        help_text="Places on charters of the last three months whose hours nobody has signed.",
    )
    minutes = forms.TypedChoiceField(label="Hours", choices=QUARTERS, coerce=int, widget=UnfoldAdminSelectWidget)
    reason = forms.CharField(
        max_length=NOTE_LENGTH, widget=UnfoldAdminTextInputWidget, help_text="The person reads it beside their hours."
    )

    class Meta:
        model = Hours
        fields = ["assignment", "minutes", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["reason"] = ""
            self.fields["assignment"].disabled = True
            self.fields["assignment"].help_text = ""
        self.fields["assignment"].queryset = self._places()  # type: ignore[attr-defined]

    def _places(self) -> Any:
        if self.instance.pk:
            return Assignment.objects.filter(pk=self.instance.assignment_id).with_terms()
        now = timezone.now()
        over = Assignment.objects.not_declined().filter(
            booking__ends_at__range=(now - UNSIGNED_FOR, now),
            booking__stage__in=(Stage.CONFIRMED, Stage.COMPLETED, Stage.CANCELLED),
        )
        unsigned = over.filter(~Exists(Hours.objects.filter(assignment=OuterRef("pk"))))
        return unsigned.with_terms().order_by("-booking__starts_at", "role__order")


class PayRunForm(RefusableForm):
    class Meta:
        model = PayRun
        fields = ["from_date", "until_date", "paid_on"]


def next_period(today: date) -> dict[str, date]:
    """Propose the days since the last run, until yesterday; without one, since the first of yesterday's month."""
    yesterday = today - timedelta(days=1)
    last = PayRun.objects.order_by("-until_date").first()
    start = last.until_date + timedelta(days=1) if last else yesterday.replace(day=1)
    return {"from_date": start, "until_date": max(start, yesterday)}
