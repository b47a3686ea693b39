"""What staff decide about a charter's crew as a whole: how many it needs, and whether the calling runs."""

from datetime import datetime

from django.db import transaction

from bookings.actions import announce
from bookings.models import Booking
from crew.models import CallingPause, Need, Role


@transaction.atomic
def set_need(booking: Booking, role: Role, *, count: int, by: str, at: datetime) -> Need:
    """Have this charter need so many of a role, whatever the rules of its vessel say."""
    need = Need.objects.filter(booking=booking, role=role).first() or Need(booking=booking, role=role)
    need.count, need.changed_by = count, by
    need.save()
    _announce(booking, by=by, at=at)
    return need


@transaction.atomic
def clear_need(need: Need, *, by: str, at: datetime) -> None:
    """Go back to the rules."""
    need.changed_by = by
    need.delete()
    _announce(need.booking, by=by, at=at)


@transaction.atomic
def pause_calling(booking: Booking, *, by: str, at: datetime) -> None:
    """Call nobody for this charter until staff say so. Who was asked already may still answer."""
    CallingPause.objects.get_or_create(booking=booking, defaults={"by": by, "at": at})
    _announce(booking, by=by, at=at)


@transaction.atomic
def start_calling(booking: Booking, *, by: str, at: datetime) -> None:
    CallingPause.objects.filter(booking=booking).delete()
    _announce(booking, by=by, at=at)


def _announce(booking: Booking, *, by: str, at: datetime) -> None:
    announce(Booking.objects.filter(pk=booking.pk), by=by, at=at)
