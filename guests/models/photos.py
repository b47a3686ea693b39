"""Photos that guests send: from the first promise of one to the proof that it is gone."""

from typing import Self

from django.db import models
from django.db.models import Q

from bookings.models import Booking


class PhotoState(models.TextChoices):
    """One word each, in the order in which a photo may pass through them."""

    AWAITED = "awaited"  # promised: somebody has a form for it
    WAITING = "waiting"  # clean, and before staff
    APPROVED = "approved"  # in the gallery
    HIDDEN = "hidden"  # somebody asked to remove it: out of the gallery until staff decide
    REMOVING = "removing"  # on its way out, everywhere
    REMOVED = "removed"  # gone; its fingerprint stays, so that it is refused if it comes again
    REFUSED = "refused"  # no picture, or one that we have: nothing of it is kept
    LAPSED = "lapsed"  # never came


GONE = (PhotoState.REMOVED, PhotoState.REFUSED, PhotoState.LAPSED)
"""Nothing of these is stored anywhere."""
STORED = (PhotoState.WAITING, PhotoState.APPROVED, PhotoState.HIDDEN)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def of(self, code: str) -> Self:
        return self.filter(booking__code=code)

    def counted(self) -> Self:
        """Those that count against a charter's quota."""
        return self.exclude(state__in=GONE)

    def shown(self) -> Self:
        return self.filter(state=PhotoState.APPROVED)


class Photo(models.Model):
    """One photo of one charter.

    `key` is where the guest's own file arrives, in the site's incoming place, and nowhere else. `content` is the
    SHA-256 of the pixels, `picture` and `thumbnail` those of the two JPEGs that were made from them.
    """

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="photos")
    state = models.CharField(max_length=10, choices=PhotoState, default=PhotoState.AWAITED)
    name = models.CharField(max_length=200, help_text="What the guest's phone called it.")
    content_type = models.CharField(max_length=20)
    key = models.CharField(max_length=100, unique=True)
    promised_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="Until when it may be sent.")

    content = models.CharField(max_length=64, blank=True, db_index=True)
    picture = models.CharField(max_length=64, blank=True)
    thumbnail = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True, blank=True)

    reason = models.CharField(max_length=200, blank=True, help_text="Why it was refused, or should be removed.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When somebody asked to remove it.")
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=STORED) | (~Q(content="") & ~Q(picture="") & ~Q(thumbnail="")),
                name="photo_stored_has_its_fingerprints",
            ),
            models.UniqueConstraint(
                fields=["booking", "content"],
                condition=Q(state__in=(*STORED, PhotoState.REMOVING, PhotoState.REMOVED)),
                name="photo_once_per_charter",
            ),
        ]
        indexes = [models.Index(fields=["booking", "state"], name="photo_by_booking")]

    def __str__(self) -> str:
        return f"{self.booking.code} photo {self.pk}"
