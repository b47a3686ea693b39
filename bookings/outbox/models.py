from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

LATE_AFTER = timedelta(minutes=5)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, target: str, code: str) -> Self:
        return self.filter(target=target, booking_code=code)

    def about(self, code: str) -> Self:
        return self.filter(booking_code=code)

    def owed(self) -> Self:
        return self.filter(wanted__gt=F("delivered"), parked_at=None)

    def parked(self) -> Self:
        return self.filter(parked_at__isnull=False)

    def settled(self) -> Self:
        return self.filter(wanted=F("delivered"), parked_at=None)

    def unsettled(self) -> Self:
        return self.filter(Q(wanted__gt=F("delivered")) | Q(parked_at__isnull=False))

    def due(self, now: datetime) -> Self:
        """Whatever a worker may claim: owed, scheduled by the clock, or held by a worker whose lease ran out."""
        return self.filter(due_at__lte=now, parked_at=None)

    def late(self, now: datetime) -> Self:
        return self.owed().filter(expected_at__lt=now - LATE_AFTER)


class Delivery(models.Model):
    """One outside effect that a booking owes, as desired state: `wanted` against `delivered`.

    Keyed by text, so that it outlives what it speaks of.
    """

    target = models.CharField(max_length=40)
    booking_code = models.CharField(max_length=16)
    recipient = models.CharField(max_length=64, blank=True, default="")

    wanted = models.PositiveBigIntegerField(default=0)
    delivered = models.PositiveBigIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text="Schedule, back-off and lease in one.")
    owed_at = models.DateTimeField(null=True, blank=True, help_text="Since when something is owed.")
    expected_at = models.DateTimeField(null=True, blank=True, help_text="When it should have been delivered.")

    owner = models.CharField(max_length=32, blank=True, default="", help_text="Fences a worker that woke up late.")
    at_once = models.BooleanField(default=False, help_text="Staff want it now, quiet hours or not.")
    attempts = models.PositiveSmallIntegerField(default=0)
    woken = models.BooleanField(default=False, help_text="Tried early once, since its target answered again.")
    parked_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")

    facts = models.JSONField(null=True, blank=True, help_text="What the outside has; null: nothing of ours.")
    ref = models.CharField(max_length=200, blank=True, default="", help_text="The outside's own reference.")
    delivered_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["target", "recipient"]
        constraints = [
            models.UniqueConstraint(fields=["booking_code", "target", "recipient"], name="delivery_once_per_recipient"),
            models.CheckConstraint(condition=Q(delivered__lte=F("wanted")), name="delivered_at_most_what_is_wanted"),
        ]
        indexes = [models.Index(fields=["target", "due_at"], condition=Q(parked_at=None), name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.booking_code} → {self.target}{f' ({self.recipient})' if self.recipient else ''}"

    @property
    def state(self) -> str:
        """One word, the same everywhere: owed, delivered, parked."""
        if self.parked_at:
            return "parked"
        return "owed" if self.wanted > self.delivered else "delivered"

    def is_late(self, now: datetime) -> bool:
        return self.state == "owed" and self.expected_at is not None and self.expected_at < now - LATE_AFTER


class Epoch(models.Model):
    """How often the database was restored from a backup, so to speak: one row, written by bookings.outbox.epoch."""

    ONLY = 1

    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_epoch")]

    def __str__(self) -> str:
        return f"Epoch {self.number}"
