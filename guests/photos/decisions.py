"""What people decide about photos. Each may be said twice, and says how many photos it changed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.outbox.owing import owe
from guests.models import Photo, PhotoQuerySet, PhotoState
from guests.models.photos import STORED


def undecided() -> PhotoQuerySet:
    """Return those that wait for staff: new ones, and ones that somebody asked to remove."""
    return Photo.objects.filter(state__in=(PhotoState.WAITING, PhotoState.HIDDEN))


def approve(photos: PhotoQuerySet, *, by: str, at: datetime) -> int:
    """Show new photos in the galleries of their charters."""
    return _decide(photos, of=(PhotoState.WAITING,), to=PhotoState.APPROVED, at=at, decided_by=by, decided_at=at)


def keep(photos: PhotoQuerySet, *, by: str, at: datetime) -> int:
    """Show photos again although somebody asked to remove them."""
    return _decide(photos, of=(PhotoState.HIDDEN,), to=PhotoState.APPROVED, at=at, decided_by=by, decided_at=at)


def take_down(photos: PhotoQuerySet, *, by: str, at: datetime) -> int:
    """Remove photos everywhere and for good; they are refused if they come again."""
    return _decide(photos, of=STORED, to=PhotoState.REMOVING, at=at, decided_by=by, decided_at=at)


def ask_removal(photo: Photo, *, reason: str, at: datetime) -> int:
    """Hide a photo at once because somebody asked; staff decide whether it goes."""
    photos, of = Photo.objects.filter(pk=photo.pk), (PhotoState.APPROVED,)
    return _decide(photos, of=of, to=PhotoState.HIDDEN, at=at, reason=reason, asked_at=at)


@transaction.atomic
def _decide(photos: PhotoQuerySet, *, of: Collection[PhotoState], to: PhotoState, at: datetime, **said: Any) -> int:
    """Move photos that are in a state `of` to another, and owe what follows to their pages and to their files."""
    found = photos.filter(state__in=of).select_for_update(of=("self",)).order_by("pk")
    rows = list(found.values_list("pk", "booking__code"))
    Photo.objects.filter(pk__in=[pk for pk, _ in rows]).update(state=to, **said)
    for code in sorted({code for _, code in rows}):
        for target in ("guest_page", "guest_photo", "guest_notice"):
            owe(target, code, at=at)
    return len(rows)
