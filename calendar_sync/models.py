"""The internal calendar as it stands, and the addresses it is read at. No money: titles pass as they are."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from bookings.models import Vessel
from bookings.outbox.targets import Facts


class Status(models.TextChoices):
    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class EntryQuerySet(models.QuerySet["Entry"]):
    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def standing_or_cancelled_since(self, moment: datetime) -> Self:
        return self.exclude(status=Status.CANCELLED, modified_at__lt=moment)


class Entry(models.Model):
    """What the calendar says about one event. Written by a calendar backend alone."""

    code = models.CharField(max_length=64, unique=True, help_text="A booking's code, or another system's own id.")
    title = models.CharField(max_length=200)
    vessel = models.ForeignKey(Vessel, on_delete=models.PROTECT, related_name="calendar_entries")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    location = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=10, choices=Status)
    occupies = models.BooleanField(
        default=False, help_text="Takes the vessel by itself: a closure. A charter's booking already does."
    )
    progress = models.JSONField(default=dict, help_text='{"stage": …, "crew": {"needed": …, "accepted": …}}')
    sequence = models.PositiveIntegerField(help_text="Rises with every version that calendars should take over.")
    modified_at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="entry_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(occupies=False) | ~Q(status=Status.CANCELLED), name="entry_cancelled_occupies_nothing"
            ),
        ]
        indexes = [models.Index(fields=["vessel", "starts_at"], name="entry_by_vessel")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def facts(self) -> Facts:
        """The entry in the wire's words (calendar_sync.wire), to be compared with what was delivered."""
        return {
            "id": self.code,
            "title": self.title,
            "start": self.starts_at.astimezone(self.vessel.zone).isoformat(),
            "end": self.ends_at.astimezone(self.vessel.zone).isoformat(),
            "location": self.location,
            "vessel": self.vessel.name,
            "occupies": self.occupies,
            "status": self.status,
            "progress": self.progress,
        }


class Audience(models.TextChoices):
    STAFF = "staff"


class Feed(models.Model):
    """An address where calendar programs read entries: of one vessel, or of all."""

    label = models.CharField(max_length=60, blank=True, help_text="Who subscribes with it, so that you know it later.")
    vessel = models.ForeignKey(
        Vessel,
        on_delete=models.CASCADE,
        related_name="calendar_feeds",
        null=True,
        blank=True,
        help_text="Empty: all vessels.",
    )
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.STAFF)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Rises with every new address.")

    class Meta:
        ordering = ["vessel__name", "label"]

    def __str__(self) -> str:
        return f"{self.name} ({self.label})" if self.label else self.name

    @property
    def name(self) -> str:
        """What subscribers see above their calendar."""
        return self.vessel.name if self.vessel else "All vessels"
