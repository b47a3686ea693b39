"""What may not overlap: one vessel is in one place. Callers hold the vessel's lock (see `lock`)."""

from collections.abc import Collection
from datetime import timedelta

from bookings.errors import OverCapacityError, SlotTakenError
from bookings.models import Booking, Kind, Vessel


def lock(vessel_ids: Collection[int]) -> dict[int, Vessel]:
    """Lock vessels, in one order everywhere, until the transaction ends; return them by id.

    The lock, not the exclusion constraint behind it, is what makes concurrent saves queue: the constraint alone
    deadlocks under load. SQLite has one write lock and holds it already.
    """
    vessels = Vessel.objects.select_for_update(no_key=True).filter(pk__in=vessel_ids).order_by("pk")
    return {vessel.pk: vessel for vessel in vessels}


def occupy(booking: Booking, vessel: Vessel) -> None:
    """Set what the booking occupies: its own time and the vessel's turnaround, as it is today."""
    booking.occupies_from = booking.starts_at
    booking.occupies_until = booking.ends_at + timedelta(minutes=vessel.buffer_minutes)


def require_room(booking: Booking, vessel: Vessel) -> None:
    """Refuse a booking that occupies a vessel beyond its capacity or while another does.

    Raises OverCapacityError or SlotTakenError.
    """
    if not booking.occupies:
        return
    if booking.kind == Kind.CHARTER and booking.party_size > vessel.capacity:
        raise OverCapacityError(
            f"{vessel} takes {vessel.capacity} passengers, children included; this party is {booking.party_size}.",
            field="party_size",
        )
    clash = (
        Booking.objects.select_related("vessel")
        .occupying()
        .filter(vessel=vessel)
        .overlapping(booking.occupies_from, booking.occupies_until)
        .exclude(pk=booking.pk)
        .first()
    )
    if clash:
        raise SlotTakenError(clash)
