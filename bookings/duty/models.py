from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def ringing(self) -> Self:
        """Those that nobody has taken and that are not over."""
        return self.filter(taken_at=None, over_at=None)


class Alarm(models.Model):
    """Something about one booking that a person must see to now. Written by bookings.duty.actions alone.

    It rings at the duty phone and e-mail every quarter of an hour until someone takes it, or its cause is over.
    """

    key = models.CharField(max_length=64, help_text="Names the cause: the same again is the same alarm.")
    about = models.CharField("booking", max_length=16)
    words = models.CharField(max_length=300, help_text="What is wrong, and whom to call. No money.")
    raised_at = models.DateTimeField()
    taken_by = models.CharField(max_length=100, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(fields=["about", "key"], name="alarm_once_per_cause"),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by="") | (Q(taken_at__isnull=False) & ~Q(taken_by="")),
                name="alarm_taken_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["raised_at"], condition=Q(taken_at=None, over_at=None), name="alarm_ringing")]

    def __str__(self) -> str:
        return f"{self.about}: {self.words}"

    def rings(self) -> bool:
        return self.taken_at is None and self.over_at is None

    def round_at(self, now: datetime, seconds: float) -> int:
        """Say which ringing this is, the first being 1."""
        return int((now - self.raised_at).total_seconds() // seconds) + 1
