"""Guest money: what was charged, what was paid, what it cost. Known to no other room.

Every link to a booking has `related_name="+"`, so that no template and no join reaches money by accident.
Amounts are integer minor units (cents). A kind says how its amounts count, so they are written without a sign;
only a correction of a closed month may be negative.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from bookings.history import audited
from bookings.ledger.amounts import Currency
from bookings.models import Booking


class LineQuerySet(models.QuerySet[Any]):
    def of(self, booking: Booking) -> Self:
        return self.filter(booking_id=booking.pk)

    def imported_from(self, source: str) -> Self:
        return self.filter(source_key__startswith=f"{source}#")


class Line(models.Model):
    """What charges, payments and costs share."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, choices=Currency, default=Currency.USD)
    on = models.DateField("date", help_text="The day it counts for; a closed month takes none.")
    correction = models.BooleanField(default=False, help_text="Corrects a closed month: may be negative.")
    source_key = models.CharField(max_length=200, blank=True, editable=False, help_text="The import's name for it.")
    imported = models.CharField(max_length=40, blank=True, editable=False, help_text="The figure last imported.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(currency__in=Currency.values), name="%(class)s_currency_is_one_we_keep"),
            models.UniqueConstraint(
                fields=["booking", "source_key"], condition=~Q(source_key=""), name="%(class)s_imported_once"
            ),
        ]


class SignedLine(Line):
    """A line whose kind says how it counts; `against` is the kind that counts against."""

    amount_cents = models.BigIntegerField("amount")
    kind: "models.CharField[str, str]"
    against: ClassVar[str]

    class Meta(Line.Meta):
        abstract = True
        constraints = [
            *Line.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0) | (Q(correction=True) & ~Q(amount_cents=0)),
                name="%(class)s_positive_unless_a_correction",
                violation_error_message="Give an amount above zero; only a correction of a closed month is negative.",
            ),
        ]

    @property
    def counts_cents(self) -> int:
        return -self.amount_cents if self.kind == self.against else self.amount_cents

    @property
    def figure(self) -> str:
        return f"{self.amount_cents} {self.currency}"


class Charge(models.TextChoices):
    CHARTER = "charter"
    EXTRA = "extra"
    DISCOUNT = "discount"
    TAX = "tax"
    GRATUITY = "gratuity"


class ChargeLine(SignedLine):
    """A part of what the client is asked for."""

    kind = models.CharField(max_length=10, choices=Charge, default=Charge.CHARTER)
    against = Charge.DISCOUNT

    history = audited()

    class Meta(SignedLine.Meta):
        verbose_name = "charge"
        constraints = [
            *SignedLine.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=Charge.values), name="chargeline_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class Paid(models.TextChoices):
    DEPOSIT = "deposit"
    BALANCE = "balance"
    REFUND = "refund"


class Payment(SignedLine):
    """Money from the client, or back to them."""

    kind = models.CharField(max_length=10, choices=Paid, default=Paid.DEPOSIT)
    against = Paid.REFUND

    history = audited()

    class Meta(SignedLine.Meta):
        constraints = [
            *SignedLine.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=Paid.values), name="payment_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class Spent(models.TextChoices):
    CAPTAIN_FEE = "captain fee", "Captain’s fee"
    CREW = "crew", "Crew"
    PORT = "port", "Port"
    COMMISSION = "commission", "Commission"
    OTHER = "other", "Other"


class Cost(Line):
    """What the charter costs us: an amount, or for port and commission a percentage of the price.

    An amount of zero is meant: a captain whose fee is zero is not paid by the hour either.
    """

    kind = models.CharField(max_length=12, choices=Spent, default=Spent.OTHER)
    amount_cents = models.BigIntegerField("amount", null=True, blank=True)
    percent_points = models.PositiveIntegerField(
        "percent", null=True, blank=True, help_text="Hundredths of a percent of the price, tax and gratuity left out."
    )
    if_cancelled = models.BooleanField(default=False, help_text="Owed even if the charter never sailed.")

    history = audited()

    class Meta(Line.Meta):
        constraints = [
            *Line.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=Spent.values), name="cost_kind_is_known"),
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=False, percent_points=None)
                | Q(amount_cents=None, percent_points__isnull=False, percent_points__gte=1, percent_points__lte=100_00),
                name="cost_an_amount_or_a_percentage",
                violation_error_message="Give an amount, or a percentage up to 100: one of the two.",
            ),
            models.CheckConstraint(
                condition=Q(percent_points=None) | Q(kind__in=[Spent.PORT, Spent.COMMISSION]),
                name="cost_percent_of_port_and_commission_only",
                violation_error_message="Only port and commission can be a percentage. Give an amount.",
            ),
            models.CheckConstraint(
                condition=Q(amount_cents=None) | Q(amount_cents__gte=0) | Q(correction=True),
                name="cost_not_negative_unless_a_correction",
                violation_error_message="Only a correction of a closed month may be negative.",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()

    @property
    def figure(self) -> str:
        return f"{self.amount_cents} {self.currency}" if self.percent_points is None else f"{self.percent_points} %"


class Outcome(models.TextChoices):
    KEEP = "keep", "Keep what was paid"
    REFUND = "refund", "Refund what was paid"
    CREDIT = "credit", "Owe it as credit"


class Settlement(models.Model):
    """What becomes of the money paid for a cancelled charter."""

    booking = models.OneToOneField(Booking, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField("paid money", max_length=10, choices=Outcome)
    decided_at = models.DateTimeField(editable=False)

    history = audited()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="settlement_is_known")]

    def __str__(self) -> str:
        return self.get_outcome_display()


class ClosedMonth(models.Model):
    """A month whose lines stand as they are; what was wrong is corrected by a line of a later day."""

    month = models.CharField(max_length=7, unique=True, help_text="Year and month: 2026-11")
    closed_at = models.DateTimeField(editable=False)

    history = audited()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__regex=r"^[0-9]{4}-(0[1-9]|1[0-2])$"),
                name="closedmonth_is_a_month",
                violation_error_message="Write the month as year and month: 2026-11.",
            )
        ]

    def __str__(self) -> str:
        return self.month

    @staticmethod
    def name_of(day: date) -> str:
        return f"{day:%Y-%m}"


class WithheldLine(models.Model):
    """A line of money that an import could not enter, kept until someone with the ledger has looked."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    reason = models.CharField(max_length=200)
    source_key = models.CharField(max_length=200, editable=False)
    done = models.BooleanField(default=False, help_text="Entered, or not wanted.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LineQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["done", "pk"]
        constraints = [models.UniqueConstraint(fields=["booking", "source_key"], name="withheldline_kept_once")]

    def __str__(self) -> str:
        return self.reason


class Account(Booking):
    """A booking as the bookkeeper sees it: its money to write, its charter to read."""

    class Meta:
        proxy = True
