"""Tells each assigned person what concerns them, once per version of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bookings.history import CLOCK
from bookings.models import Booking, Stage
from bookings.outbox.targets import KEEP, Job, LaterError, Target, Wish, Wishes
from crew import actions, consent, letters
from crew.deadlines import Patience, patience
from crew.models import Answer, Assignment, Person
from crew.posting import Note, post

EVE = timedelta(hours=24)


class CrewNotice(Target):
    """One recipient per assigned person, named by their pk. What one person is asked at once goes as one message.

    Facts, while confirmed: {state, vessel, dock, zone, starts, ends, calls, role, consent, answer, link, remind, eve},
    times in ISO 8601 of the port; while cancelled: the same as far as it names the charter. Title, notes, headcount
    and addresses are left out: their change tells nobody.
    """

    bundles = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        assignments = list(Assignment.objects.on(codes).with_terms())
        if not assignments:
            return {}
        consents = consent.digests(assignments)
        patient = patience([assignment.booking.vessel for assignment in assignments])
        wishes: dict[str, dict[str, Wish]] = {}
        for assignment in assignments:
            wish = _wish(assignment, consents[assignment.pk], patient[assignment.booking.vessel_id], now)
            if wish:
                wishes.setdefault(assignment.booking.code, {})[str(assignment.person_id)] = wish
        return wishes

    def names(self, recipients: Collection[str]) -> Mapping[str, str]:
        people = Person.objects.filter(pk__in=[int(recipient) for recipient in recipients])
        return {str(person.pk): person.name for person in people}

    def deliver(self, job: Job) -> str:
        return self.deliver_together([job])[0]

    def deliver_together(self, jobs: Sequence[Job]) -> list[str]:
        """Tell one person all that is due, not in quiet hours unless something of it cannot wait.

        Raises LaterError, TransientError, and PermanentError where no channel reaches them.
        """
        notes = _notes(jobs)
        if notes:
            _wait_out_quiet_hours(notes)
        person = Person.objects.get(pk=int(jobs[0].recipient))
        refs = post(person, notes)
        for note in notes:
            if note.place and note.job.facts and note.job.facts["state"] == Stage.CONFIRMED:
                actions.told(note.place, terms=note.job.facts["consent"], at=note.job.at)
        _forget_answers([job.code for job in jobs if job.facts and job.facts["state"] == Stage.CANCELLED], jobs[0])
        return [refs.get(job.code, job.ref) for job in jobs]


def _notes(jobs: Sequence[Job]) -> list[Note]:
    """Say what there is to tell: not every change is worth a message."""
    kinds = {job.code: _kind(job) for job in jobs}
    bookings = Booking.objects.select_related("vessel", "brand").in_bulk(list(kinds), field_name="code")
    places = Assignment.objects.on(kinds).with_terms().filter(person=int(jobs[0].recipient))
    by_code = {place.booking.code: place for place in places}
    spoken = [(job, kind) for job in jobs if (kind := kinds[job.code])]
    return [Note(job, kind, bookings[job.code], by_code.get(job.code)) for job, kind in spoken]


def _kind(job: Job) -> letters.Kind | None:
    if job.facts is None and job.told and datetime.fromisoformat(job.told["ends"]) <= job.at:
        return None  # the charter is over: being taken off it is book-keeping
    return letters.message_kind(job.told, job.facts)


def _wait_out_quiet_hours(notes: Sequence[Note]) -> None:
    """Raise LaterError where all of this can wait; who is disturbed for one thing hears the rest with it."""
    patient = patience([note.booking.vessel for note in notes])
    waits = [
        None if note.job.at_once else patient[note.booking.vessel_id].hushed_until(note.job.at, note.calls_at)
        for note in notes
    ]
    until = [wait for wait in waits if wait]
    if len(until) == len(waits):
        raise LaterError(min(until))


def _forget_answers(cancelled: Collection[str], job: Job) -> None:
    """Have a charter that comes back after its cancellation was told ask again."""
    places = Assignment.objects.on(cancelled).with_terms().filter(person=int(job.recipient))
    for place in places.exclude(asked_at=None, answered_at=None):
        actions.ask_again(place, by=CLOCK, at=job.at)


def _wish(assignment: Assignment, digest: str, patient: Patience, now: datetime) -> Wish | None:
    booking = assignment.booking
    if booking.stage not in (Stage.CONFIRMED, Stage.CANCELLED, Stage.COMPLETED):
        return None
    if booking.ends_at <= now:
        return KEEP
    facts: dict[str, Any] = {
        "state": booking.stage,
        "vessel": booking.vessel.name,
        "dock": booking.vessel.dock,
        "zone": booking.vessel.time_zone,
        "starts": _iso(assignment, booking.starts_at),
        "ends": _iso(assignment, booking.ends_at),
        "calls": _iso(assignment, assignment.calls_at),
        "role": assignment.role.name,
    }
    if booking.stage == Stage.CANCELLED:
        return Wish(facts)
    answer, eve = assignment.standing(digest), assignment.calls_at - EVE
    asked_at = assignment.asked_at if assignment.asked_to == digest else None
    reminds_at = patient.reminds_at(asked_at or now, assignment.calls_at) if answer == Answer.ASKED else None
    facts |= {
        "consent": digest,
        "answer": answer.value,
        "link": assignment.link_version,
        "remind": bool(asked_at and reminds_at and reminds_at <= now),
        "eve": eve <= now,
    }
    coming = [moment for moment in (reminds_at, eve) if moment and moment > now]
    return Wish(facts, changes_at=min(coming, default=None))


def _iso(assignment: Assignment, moment: datetime) -> str:
    return moment.astimezone(assignment.booking.zone).isoformat()
