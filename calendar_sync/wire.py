"""A booking in the calendar's words: the wire's entry without its version, the same for every backend."""

from collections.abc import Collection

from bookings.models import Booking, Kind, Stage
from bookings.outbox.targets import Facts, Wish, Wishes
from calendar_sync.models import Status
from calendar_sync.progress import Progress, progress_of

STATUS = {
    Stage.INQUIRY: Status.TENTATIVE,
    Stage.HOLD: Status.TENTATIVE,
    Stage.CONFIRMED: Status.CONFIRMED,
    Stage.COMPLETED: Status.CONFIRMED,
    Stage.CANCELLED: Status.CANCELLED,
}


def wishes(codes: Collection[str]) -> Wishes:
    """Say what a calendar should hold of these bookings, at every stage, in two queries."""
    bookings = list(Booking.objects.filter(code__in=codes).select_related("vessel"))
    progress = progress_of(bookings)
    return {booking.code: {"": Wish(facts_of(booking, progress[booking.pk]))} for booking in bookings}


def facts_of(booking: Booking, progress: Progress) -> Facts:
    """Write one entry. Times are ISO 8601 on the port's clock; no money and no name of a person, by construction."""
    vessel, status = booking.vessel, STATUS[Stage(booking.stage)]
    return {
        "id": booking.code,
        "title": booking.public_title,
        "start": booking.starts_at.astimezone(vessel.zone).isoformat(),
        "end": booking.ends_at.astimezone(vessel.zone).isoformat(),
        "location": f"{vessel.dock}, {vessel.home_port}",
        "vessel": vessel.name,
        "occupies": booking.kind == Kind.CLOSURE and status != Status.CANCELLED,
        "status": status.value,
        "progress": progress,
    }
