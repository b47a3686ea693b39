"""The only writers of hours: people sign for themselves, the office enters or corrects with a reason.

`by` is the actor's text (see bookings.history), `at` the time it happens. A refused action changes nothing.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bookings.errors import BookingError
from bookings.models import Stage
from crew.access import HOURS_AFTER_LEAVING, LINK_OUTLIVES_CANCELLED
from crew.models import Answer, Assignment
from crew.pay.models import LONGEST_MINUTES, NOTE_LENGTH, QUARTER_MINUTES, Hours, PayLine


class HoursError(BookingError):
    code = "hours"


def sign(assignment: Assignment, minutes: int, *, by: str, at: datetime, note: str = "") -> Hours:
    """Record how long the person worked; they may sign anew until it is in a pay run. Raises HoursError."""
    with transaction.atomic():
        hours = _locked(assignment)
        refusal = closed_because(hours.assignment, at=at) or _settled_because(hours)
        if refusal:
            raise HoursError(refusal)
        return _save(hours, minutes, note=note, reason="", by=by, at=at)


def correct(assignment: Assignment, minutes: int, *, reason: str, by: str, at: datetime) -> Hours:
    """Record hours in the person's stead, or other ones. What a run has paid stays; the next one pays the difference.

    Raises HoursError.
    """
    if not reason.strip():
        raise HoursError("Say why: the person reads it beside their hours.", field="reason")
    with transaction.atomic():
        hours = _locked(assignment)
        booking = hours.assignment.booking
        if at < booking.ends_at and booking.stage != Stage.CANCELLED:
            raise HoursError("Hours can be entered once the charter is over.", field="assignment")
        return _save(hours, minutes, note=hours.note, reason=reason, by=by, at=at)


def scheduled_minutes(assignment: Assignment) -> int:
    """From call time to the end, to the nearest quarter hour, half a quarter going up."""
    minutes = int((assignment.booking.ends_at - assignment.calls_at).total_seconds()) // 60
    quarters = (2 * minutes + QUARTER_MINUTES) // (2 * QUARTER_MINUTES)
    return min(quarters * QUARTER_MINUTES, LONGEST_MINUTES)


def closed_because(assignment: Assignment, *, at: datetime) -> str:
    """Say why hours cannot be signed for a place at this time; nothing where they can."""
    booking, person = assignment.booking, assignment.person
    if person.has_left((at - HOURS_AFTER_LEAVING).astimezone(booking.zone).date()):
        return f"Hours can be signed for {HOURS_AFTER_LEAVING.days} days after your last day. Call the office."
    if booking.stage == Stage.CANCELLED:
        if not stood_accepted([assignment]):
            return "You had not said yes to this charter when it was cancelled."
        if at >= booking.ends_at + LINK_OUTLIVES_CANCELLED:
            days = LINK_OUTLIVES_CANCELLED.days
            return f"Hours of a cancelled charter can be signed for {days} days. Call the office."
        return ""
    if booking.stage not in (Stage.CONFIRMED, Stage.COMPLETED) or at < booking.ends_at:
        return "You can sign once the charter is over."
    if assignment.answer == Answer.DECLINED or (assignment.called and assignment.answer == Answer.ASKED):
        return "You did not sail on this charter. If you did, call the office."
    return ""


def stood_accepted(assignments: Collection[Assignment]) -> set[int]:
    """Return the pks of those that were accepted; with a cancellation the answer itself is forgotten, once it is told.

    Their history remembers: what counts is the last answer that was given.
    """
    last = {assignment.pk: Answer(assignment.answer) for assignment in assignments}
    forgotten = [pk for pk, answer in last.items() if answer == Answer.ASKED]
    if forgotten:
        answered = Assignment.history.filter(id__in=forgotten).exclude(answer=Answer.ASKED)
        last |= dict(answered.order_by("history_date", "history_id").values_list("id", "answer"))
    return {pk for pk, answer in last.items() if answer == Answer.ACCEPTED}


def _locked(assignment: Assignment) -> Hours:
    """Return the hours of a place, new ones where there are none; two who write them at once queue."""
    places = Assignment.objects.with_terms().select_for_update(of=("self",), no_key=True)
    place = places.get(pk=assignment.pk)
    hours = Hours.objects.select_for_update(no_key=True).filter(assignment=place).first() or Hours(signature=0)
    hours.assignment = place
    return hours


def _settled_because(hours: Hours) -> str:
    if hours.pk and PayLine.objects.filter(hours=hours).exists():
        return "These hours are in a pay run. If they are wrong, call the office: the next run pays the difference."
    if hours.reason:
        return f"The office set these hours: {hours.reason} If they are wrong, call the office."
    return ""


def _save(hours: Hours, minutes: int, *, note: str, reason: str, by: str, at: datetime) -> Hours:
    if minutes % QUARTER_MINUTES or not 0 <= minutes <= LONGEST_MINUTES:
        raise HoursError("Give the hours in quarters, from none to 24.", field="minutes")
    hours.minutes, hours.note, hours.reason = minutes, note.strip(), reason.strip()
    for field in ("note", "reason"):
        if len(getattr(hours, field)) > NOTE_LENGTH:
            raise HoursError(f"Keep the {field} to {NOTE_LENGTH} characters.", field=field)
    hours.signature += 1
    hours.signed_by, hours.signed_at, hours.changed_by = by, at, by
    hours.save()
    return hours
