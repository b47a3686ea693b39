"""How long people worked, signed by themselves to the quarter hour; and what of it was paid out, in which run."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import Exact

from bookings.history import audited
from crew.models import Assignment, Person
from crew.pay.amounts import spoken_hours, spoken_money, spoken_total
from crew.pay.models.rates import CURRENCY

QUARTER_MINUTES = 15
LONGEST_MINUTES = 24 * 60
NOTE_LENGTH = 200


class HoursQuerySet(models.QuerySet["Hours"]):
    def with_charter(self) -> Self:
        return self.select_related("assignment__booking__vessel", "assignment__person", "assignment__role")

    def with_run_state(self) -> Self:
        """Add `in_run`: whether any signature of theirs is in a pay run."""
        return self.annotate(in_run=Exists(PayLine.objects.filter(hours=OuterRef("pk"))))

    def unpaid(self) -> Self:
        """Those whose last signature is in no pay run."""
        paid = PayLine.objects.filter(hours=OuterRef("pk"), signature=OuterRef("signature"))
        return self.filter(~Exists(paid))


class Hours(models.Model):
    """The hours of one place. Written by crew.pay.signing alone.

    `signature` rises with every signing and correction: each is paid at most once.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="+", verbose_name="place")
    minutes = models.PositiveSmallIntegerField("hours")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True, help_text="What the person wrote beside them.")
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=100)
    reason = models.CharField(max_length=NOTE_LENGTH, blank=True, help_text="Why the office entered or corrected them.")
    signature = models.PositiveIntegerField(default=1, editable=False)
    changed_by = ""  # not a column: the actor, on its way to the history

    objects = HoursQuerySet.as_manager()
    history = audited()

    class Meta:
        verbose_name_plural = "hours"
        ordering = ["-assignment__booking__starts_at", "assignment__role__order"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__lte=LONGEST_MINUTES), name="hours_of_one_day_at_most"),
            models.CheckConstraint(condition=Exact(F("minutes") % QUARTER_MINUTES, 0), name="hours_in_quarters"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment}, {spoken_hours(self.minutes)}"

    @property
    def worked(self) -> str:
        return spoken_hours(self.minutes)

    @property
    def day(self) -> date:
        """Of the charter, in its port."""
        booking = self.assignment.booking
        return booking.starts_at.astimezone(booking.zone).date()


class PayRun(models.Model):
    """Everything signed and not yet paid, up to a day. Written by crew.pay.runs alone; once paid, closed for good."""

    from_date = models.DateField("from")
    until_date = models.DateField("until", help_text="The last day of it. Whatever was left of earlier days comes too.")
    made_at = models.DateTimeField(editable=False)
    made_by = models.CharField(max_length=100, editable=False)
    paid_on = models.DateField("paid on", null=True, blank=True, help_text="Closes the run: its lines never change.")
    changed_by = ""  # not a column: the actor, on its way to the history

    history = audited()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")),
                name="payrun_ends_after_it_starts",
                violation_error_message="The last day comes before the first.",
            )
        ]

    def __str__(self) -> str:
        year = "" if self.from_date.year == self.until_date.year else f" {self.from_date.year}"
        return f"Run {self.pk}, {self.from_date:%-d %b}{year} to {self.until_date:%-d %b %Y}"

    @property
    def total(self) -> str:
        return spoken_total((line.amount_cents, line.currency) for line in self.lines.all())


class PayLineQuerySet(models.QuerySet["PayLine"]):
    def with_charter(self) -> Self:
        return self.select_related("run", "person", "hours__assignment__booking__vessel", "hours__assignment__role")


class PayLine(models.Model):
    """What one signature earned: the whole of it, or after a correction the difference. Never changed."""

    run = models.ForeignKey(PayRun, on_delete=models.PROTECT, related_name="lines")
    hours = models.ForeignKey(Hours, on_delete=models.PROTECT, related_name="+")
    signature = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("day", help_text="Of the charter, in its port.")
    minutes = models.SmallIntegerField("hours")
    cents_per_hour = models.PositiveIntegerField("rate")
    currency = models.CharField(max_length=3)
    amount_cents = models.BigIntegerField("amount")
    changed_by = ""  # not a column: the actor, on its way to the history

    objects = PayLineQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["run", "person__name", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["hours", "signature"], name="payline_once_per_signature"),
            models.UniqueConstraint(fields=["run", "hours"], name="payline_once_per_run"),
            models.CheckConstraint(condition=CURRENCY, name="payline_currency_is_three_capitals"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.on:%-d %b %Y}"

    @property
    def worked(self) -> str:
        return spoken_hours(self.minutes)

    @property
    def per_hour(self) -> str:
        return spoken_money(self.cents_per_hour, self.currency)

    @property
    def amount(self) -> str:
        return spoken_money(self.amount_cents, self.currency)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once."""
        if not self._state.adding:
            raise TypeError("A pay line is never changed.")
        super().save(*args, **kwargs)
