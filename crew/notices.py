"""Tells each assigned person what concerns them, once per version of it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from bookings.history import CLOCK
from bookings.messages.sending import send_email, send_sms
from bookings.models import Booking, Stage
from bookings.outbox.targets import KEEP, Job, Target, Wish, Wishes
from crew import actions, consent, letters
from crew.access import link_for
from crew.letters import Kind
from crew.models import Assignment, Person

EVE = timedelta(hours=24)


class CrewNotice(Target):
    """One recipient per assigned person, named by their pk.

    Facts, while confirmed: {state, vessel, dock, zone, starts, ends, calls, role, consent, answer, link, eve}, times
    in ISO 8601 of the port; while cancelled: the same as far as it names the charter. Title, notes, headcount and
    addresses are left out: their change tells nobody.
    """

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        assignments = list(Assignment.objects.on(codes).with_terms())
        consents = consent.digests(assignments)
        wishes: dict[str, dict[str, Wish]] = {}
        for assignment in assignments:
            wish = _wish(assignment, consents[assignment.pk], now)
            if wish:
                wishes.setdefault(assignment.booking.code, {})[str(assignment.person_id)] = wish
        return wishes

    def names(self, recipients: Collection[str]) -> Mapping[str, str]:
        people = Person.objects.filter(pk__in=[int(recipient) for recipient in recipients])
        return {str(person.pk): person.name for person in people}

    def deliver(self, job: Job) -> str:
        kind = letters.message_kind(job.told, job.facts)
        if job.facts is None and job.told and datetime.fromisoformat(job.told["ends"]) <= job.at:
            kind = None  # the charter is over: being taken off it is book-keeping
        place = Assignment.objects.with_terms().filter(booking__code=job.code, person=int(job.recipient)).first()
        ref = _send(kind, job, place) if kind else job.ref
        if place and place.answered_at and job.facts and job.facts["state"] == "cancelled":
            actions.ask_again(place, by=CLOCK, at=job.at)
        return ref


def _wish(assignment: Assignment, digest: str, now: datetime) -> Wish | None:
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
    eve = assignment.calls_at - EVE
    facts |= {
        "consent": digest,
        "answer": assignment.standing(digest).value,
        "link": assignment.link_version,
        "eve": eve <= now,
    }
    return Wish(facts, changes_at=eve if now < eve else None)


def _iso(assignment: Assignment, moment: datetime) -> str:
    return moment.astimezone(assignment.booking.zone).isoformat()


def _send(kind: Kind, job: Job, place: Assignment | None) -> str:
    """Send by the person's own channels, each once, and return the first one's reference."""
    person = Person.objects.get(pk=int(job.recipient))
    booking = Booking.objects.select_related("brand").get(code=job.code)
    letter = letters.write(
        kind,
        job.told,
        job.facts,
        name=person.name,
        link=link_for(place) if place else "",
        phone=booking.brand.phone.as_international if booking.brand and booking.brand.phone else "",
    )
    key, sent = f"{job.code}:{job.recipient}:{job.version}", []
    if person.by_email:
        sent.append(
            send_email(
                key=f"crew_notice:{key}:email",
                about=job.code,
                to=person.email,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                sender=settings.CREW_SENDER,
                at=job.at,
            )
        )
    if person.by_sms:
        to = person.mobile.as_e164
        sent.append(send_sms(key=f"crew_notice:{key}:sms", about=job.code, to=to, text=letter.sms, at=job.at))
    return sent[0].provider_id or str(sent[0].pk)
