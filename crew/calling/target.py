"""The calling as a target of the outbox: what is owed is the next round, done here, inside the house."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bookings.duty.actions import raise_alarm, settle
from bookings.errors import BookingError
from bookings.history import CLOCK
from bookings.models import Booking
from bookings.outbox.owing import owe
from bookings.outbox.targets import Job, Target, Wish, Wishes
from crew import actions
from crew.calling.rounds import Call, Round, rounds
from crew.models import Person


class CrewCalling(Target):
    """One recipient, "". Facts are what is to be done now: {calls, releases, rings, settled, at}; None: nothing.

    They follow from how things stand and name their moment, so that a round which is done leaves none, and one that
    comes again is another. Rings stand there by their key: words hold a telephone number.
    """

    one_recipient = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        bookings = Booking.objects.filter(code__in=codes).select_related("vessel", "brand")
        found = rounds(list(bookings), now)
        busy = [booking for booking in bookings if booking.pk in found]
        wishes = {booking.code: _wish(found[booking.pk], now) for booking in busy}
        return {code: {"": wish} for code, wish in wishes.items() if wish.facts or wish.changes_at}

    def deliver(self, job: Job) -> str:
        """Do what is to be done as things stand by now: who is to be called is locked, then the charter, then read."""
        if job.facts:
            with transaction.atomic():
                called = {person for _, person in job.facts["calls"]}
                locked = Person.objects.filter(pk__in=called).order_by("pk").select_for_update(no_key=True)
                people = {person.pk for person in locked}
                rows = Booking.objects.select_for_update(of=("self",), no_key=True).select_related("vessel", "brand")
                booking = rows.get(code=job.code)
                round_ = rounds([booking], job.at).get(booking.pk, Round())
                if _done(round_, booking, people, at=job.at):
                    owe(self.name, job.code, at=job.at)
        return job.ref


def _wish(round_: Round, now: datetime) -> Wish:
    if round_.is_idle:
        return Wish(None, changes_at=round_.again_at)
    facts = {
        "calls": [[call.role.slug, call.person.pk] for call in round_.calls],
        "releases": [place.pk for place in round_.releases],
        "rings": [ring.key for ring in round_.rings],
        "settled": round_.settled,
        "at": now.isoformat(),
    }
    return Wish(facts, changes_at=round_.again_at)


def _done(round_: Round, booking: Booking, people: Collection[int], *, at: datetime) -> bool:
    """Do one round and return whether to look again at once: not where a call was refused, or it would go on for ever.

    Whoever is to be called beyond `people`, who are locked, is called in the next round.
    """
    for place in round_.releases:
        actions.unassign(place, by=CLOCK, at=at)
    for ring in round_.rings:
        raise_alarm(ring.key, about=booking.code, words=ring.words, at=at)
    for key in round_.settled:
        settle(key, about=booking.code, at=at)
    called = [_called(call, booking, at=at) for call in round_.calls if call.person.pk in people]
    return all(called)


def _called(call: Call, booking: Booking, *, at: datetime) -> bool:
    try:
        actions.assign(booking, call.person, call.role, called=True, by=CLOCK, at=at)
    except BookingError:  # staff changed something since it was looked at
        return False
    return True
