"""The only writers of assignments. Each verb is one transaction: the change, its history, and what it owes.

`by` is the actor's text (see bookings.history), `at` the time it happens. Each ends by announcing the
booking, so that whatever shows its crew follows. Errors are crew.errors; a refused action changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from bookings.actions import announce
from bookings.errors import BookingError, WrongStageError
from bookings.models import Booking, Stage
from crew import consent
from crew.errors import AlreadyAssignedError, AnswerClosedError, ConsentChangedError, OverlapError
from crew.models import CALL_LEAD_MINUTES, Answer, Assignment, Person, Role
from crew.signals import assignment_made

REASON_LENGTH = 300


def assign(
    booking: Booking,
    person: Person,
    role: Role,
    *,
    by: str,
    at: datetime,
    call_lead_minutes: int = CALL_LEAD_MINUTES,
    tell: bool = True,
) -> Assignment:
    """Give a person a place on a booking. They are asked as soon as it is confirmed.

    Raises OverlapError naming the charter they are on, AlreadyAssignedError, WrongStageError where it is cancelled.
    """
    with transaction.atomic():
        person = _lock(person)
        booking = Booking.objects.select_related("vessel").get(pk=booking.pk)
        if booking.stage == Stage.CANCELLED:
            raise WrongStageError(f"{booking.code} is cancelled. Restore it first.", field="stage")
        if not person.active:
            raise BookingError(f"{person} does not sail with us at present.", field="person")
        if booking.assignments.filter(person=person).exists():
            raise AlreadyAssignedError(f"{person} is on {booking.code} already.", field="person")
        require_free(person, booking)
        assignment = Assignment(booking=booking, person=person, role=role, call_lead_minutes=call_lead_minutes)
        _save(assignment, by=by)
        assignment_made.send(Assignment, assignment=assignment, by=by, at=at)
        announce(Booking.objects.filter(pk=booking.pk), by=by, at=at, tell=tell)
    return assignment


def unassign(assignment: Assignment, *, by: str, at: datetime, tell: bool = True) -> None:
    """Take the place away. Whoever was told of it is told that they are off."""
    with _changing(assignment, by=by, at=at, tell=tell) as fresh:
        fresh.changed_by = by
        fresh.delete()


def change_role(assignment: Assignment, role: Role, *, by: str, at: datetime, tell: bool = True) -> Assignment:
    with _changing(assignment, by=by, at=at, tell=tell) as fresh:
        fresh.role = role
        _save(fresh, by=by)
        assignment_made.send(Assignment, assignment=fresh, by=by, at=at)
    return fresh


def change_call(assignment: Assignment, *, lead_minutes: int, by: str, at: datetime, tell: bool = True) -> Assignment:
    """Call a person at another time, in minutes before boarding."""
    with _changing(assignment, by=by, at=at, tell=tell) as fresh:
        fresh.call_lead_minutes = lead_minutes
        _save(fresh, by=by)
    return fresh


def accept(assignment: Assignment, *, shown: str, by: str, at: datetime) -> Assignment:
    """Record a yes to the terms whose digest is `shown`. The same yes again changes nothing.

    Raises ConsentChangedError where the terms are others by now, AnswerClosedError, OverlapError.
    """
    with transaction.atomic():
        person = _lock(assignment.person)
        with _changing(assignment, by=by, at=at) as fresh:
            if shown != consent.digest(fresh):
                raise ConsentChangedError("Something changed since you opened this page. Look again, then answer.")
            require_free(person, fresh.booking)
            _answer(fresh, Answer.ACCEPTED, to=shown, by=by, at=at)
    return fresh


def decline(assignment: Assignment, *, reason: str, by: str, at: datetime) -> Assignment:
    """Record a no, before or after a yes. Raises AnswerClosedError; BookingError where the reason is too long."""
    reason = reason.strip()
    if len(reason) > REASON_LENGTH:
        raise BookingError(f"Keep the reason to {REASON_LENGTH} characters.", field="reason")
    with _changing(assignment, by=by, at=at) as fresh:
        _answer(fresh, Answer.DECLINED, to=consent.digest(fresh), by=by, at=at, reason=reason)
    return fresh


def ask_again(assignment: Assignment, *, by: str, at: datetime) -> Assignment:
    """Forget the answer: the charter that it was given to is off, and comes back, if ever, as a new question."""
    with _changing(assignment, by=by, at=at) as fresh:
        fresh.answer, fresh.answer_to, fresh.answered_at, fresh.decline_reason = Answer.ASKED, "", None, ""
        _save(fresh, by=by)
    return fresh


def renew_link(assignment: Assignment, *, by: str, at: datetime) -> Assignment:
    """End every link given out so far, and the sessions they opened; the person is sent a new one."""
    with _changing(assignment, by=by, at=at) as fresh:
        fresh.link_version += 1
        _save(fresh, by=by)
    return fresh


def require_free(person: Person, booking: Booking) -> None:
    """Refuse a person who is on another charter meanwhile. Touching ends do not overlap.

    Places they declined and cancelled bookings leave them free. Raises OverlapError.
    """
    others = person.assignments.not_declined().exclude(booking=booking.pk).exclude(booking__stage=Stage.CANCELLED)
    meanwhile = others.filter(booking__starts_at__lt=booking.ends_at, booking__ends_at__gt=booking.starts_at)
    clash = meanwhile.select_related("booking__vessel").first()
    if clash:
        raise OverlapError(person, clash.booking)


def _lock(person: Person) -> Person:
    """Make those who give places to one person at once queue."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


@contextmanager
def _changing(assignment: Assignment, *, by: str, at: datetime, tell: bool = True) -> Iterator[Assignment]:
    with transaction.atomic():
        rows = Assignment.objects.with_terms().select_for_update(of=("self",), no_key=True)
        fresh = rows.get(pk=assignment.pk)
        yield fresh
        announce(Booking.objects.filter(pk=fresh.booking_id), by=by, at=at, tell=tell)


def _answer(assignment: Assignment, answer: Answer, *, to: str, by: str, at: datetime, reason: str = "") -> None:
    if not assignment.takes_answers(at):
        raise AnswerClosedError("This charter takes no answers any more. Call the office.")
    given = (answer, to, reason)
    if given != (assignment.answer, assignment.answer_to, assignment.decline_reason):
        assignment.answer, assignment.answer_to, assignment.decline_reason = given
        assignment.answered_at = at
        _save(assignment, by=by)


def _save(assignment: Assignment, *, by: str) -> None:
    assignment.changed_by = by
    assignment.save()
