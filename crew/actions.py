"""The only writers of assignments. Each verb is one transaction: the change, its history, and what it owes.

`by` is the actor's text (see bookings.history), `at` the time it happens. Each ends by announcing the
booking, so that whatever shows its crew follows. Errors are crew.errors; a refused action changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from bookings.actions import announce
from bookings.errors import BookingError, WrongStageError
from bookings.models import Booking, Stage
from bookings.outbox.owing import owe
from crew import consent
from crew.concerns import concerns
from crew.errors import (
    AlreadyAssignedError,
    AnswerClosedError,
    ConcernsError,
    ConsentChangedError,
    OverlapError,
    PlaceTakenError,
)
from crew.models import CALL_LEAD_MINUTES, Answer, Assignment, Person, Role
from crew.muster import muster
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
    called: bool = False,
    override_reason: str = "",
    tell: bool = True,
) -> Assignment:
    """Give a person a place on a booking. They are asked as soon as it is confirmed.

    `called`: as a candidate for an open place, which the first yes takes. `override_reason`: why they sail in spite of
    what speaks against it. Raises OverlapError naming the charter they are on, ConcernsError, AlreadyAssignedError,
    WrongStageError where it is cancelled.
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
        against = concerns(person, role, booking)
        if against and not override_reason.strip():
            raise ConcernsError(against)
        assignment = Assignment(
            booking=booking,
            person=person,
            role=role,
            call_lead_minutes=call_lead_minutes,
            called=called,
            override_reason=override_reason.strip() if against else "",
        )
        _save(assignment, by=by)
        assignment_made.send(Assignment, assignment=assignment, by=by, at=at)
        announce(Booking.objects.filter(pk=booking.pk), by=by, at=at, tell=tell)
    return assignment


def unassign(assignment: Assignment, *, by: str, at: datetime, tell: bool = True) -> None:
    """Take the place away. Whoever was told of it is told that they are off. Raises BookingError over signed hours."""
    with _changing(assignment, by=by, at=at, tell=tell) as fresh:
        fresh.changed_by = by
        try:
            fresh.delete()
        except ProtectedError as error:
            raise BookingError(f"{fresh.person} has signed hours for this charter: the place stays.") from error


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

    Whoever else was asked for a place that is filled by it is released. Raises ConsentChangedError where the terms
    are others by now, PlaceTakenError where another was quicker, AnswerClosedError, OverlapError.
    """
    with transaction.atomic():
        person = _lock(assignment.person)
        with _changing(assignment, by=by, at=at) as fresh:
            if shown != consent.digest(fresh):
                raise ConsentChangedError("Something changed since you opened this page. Look again, then answer.")
            require_free(person, fresh.booking)
            _require_place(fresh)
            _answer(fresh, Answer.ACCEPTED, to=shown, by=by, at=at)
            _release_others(fresh, by=by)
    return fresh


def decline(assignment: Assignment, *, reason: str, by: str, at: datetime) -> Assignment:
    """Record a no, before or after a yes, and have the next one called at once.

    Raises AnswerClosedError; BookingError where the reason is too long.
    """
    reason = reason.strip()
    if len(reason) > REASON_LENGTH:
        raise BookingError(f"Keep the reason to {REASON_LENGTH} characters.", field="reason")
    with transaction.atomic():
        with _changing(assignment, by=by, at=at) as fresh:
            _answer(fresh, Answer.DECLINED, to=consent.digest(fresh), by=by, at=at, reason=reason)
        owe("crew_calling", fresh.booking.code, at=at)
    return fresh


def ask_again(assignment: Assignment, *, by: str, at: datetime) -> Assignment:
    """Forget the answer: the charter that it was given to is off, and comes back, if ever, as a new question."""
    with _changing(assignment, by=by, at=at) as fresh:
        fresh.answer, fresh.answer_to, fresh.answered_at, fresh.decline_reason = Answer.ASKED, "", None, ""
        fresh.asked_to, fresh.asked_at, fresh.unreached_at = "", None, None
        _save(fresh, by=by)
    return fresh


def renew_link(assignment: Assignment, *, by: str, at: datetime) -> Assignment:
    """End every link given out so far, and the sessions they opened; the person is sent a new one."""
    with _changing(assignment, by=by, at=at) as fresh:
        fresh.link_version += 1
        _save(fresh, by=by)
    return fresh


def told(assignment: Assignment, *, terms: str, at: datetime) -> None:
    """Note that a person was asked on these terms, which starts the clock of their answer."""
    place = Assignment.objects.filter(pk=assignment.pk)
    with transaction.atomic():
        if place.exclude(asked_to=terms, unreached_at=None).update(asked_to=terms, asked_at=at, unreached_at=None):
            owe("crew_calling", assignment.booking.code, at=at)


def not_reached(assignment: Assignment, *, at: datetime) -> None:
    """Note that no message reaches this person about this charter, so that calling goes on without them."""
    with transaction.atomic():
        if Assignment.objects.filter(pk=assignment.pk, unreached_at=None).update(unreached_at=at):
            owe("crew_calling", assignment.booking.code, at=at)


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
        Booking.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.booking_id)
        rows = Assignment.objects.with_terms().select_for_update(of=("self",), no_key=True)
        fresh = rows.filter(pk=assignment.pk).first()
        if fresh is None:
            raise PlaceTakenError("This place is gone: someone else has filled it, or the office took it away.")
        yield fresh
        announce(Booking.objects.filter(pk=fresh.booking_id), by=by, at=at, tell=tell)


def _require_place(assignment: Assignment) -> None:
    """Refuse a yes to a place that another's yes has filled. The booking is locked, so that one of two comes first."""
    post = next(post for post in muster(assignment.booking) if post.role == assignment.role)
    others = [other for other in post.accepted if other != assignment]
    if len(others) >= post.places:
        raise PlaceTakenError("Thank you. Someone else has taken the place meanwhile: you need not come.")


def _release_others(assignment: Assignment, *, by: str) -> None:
    """Take those off who were asked for a place that is filled now; they are told so."""
    post = next(post for post in muster(assignment.booking) if post.role == assignment.role)
    if len(post.accepted) >= post.places:
        for other in post.asked:
            other.changed_by = by
            other.delete()


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
