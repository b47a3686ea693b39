"""A new link for someone who lost theirs: asked for by e-mail address or telephone number, sent the person's own way.

The request does the same work whether we know the address or not, and only the outbox ever sends: neither the answer
nor its time tells who sails with us.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from phonenumber_field.phonenumber import to_python

from bookings.messages.models import Message
from bookings.messages.sending import send_email, send_sms
from bookings.models import Stage
from bookings.outbox.models import Delivery
from bookings.outbox.owing import owe
from bookings.outbox.targets import Job, PermanentError, Target, Wish, Wishes
from crew.access import HOURS_AFTER_LEAVING, link_for
from crew.models import SHOWN, Assignment, Person

TARGET = "crew_link"
PREFIX = "crew-"
NOBODY = 0
LASTS = timedelta(days=7)
"""How long a link works that leads to no charter to come: time to sign one's hours."""
MOST_WHO_SHARE_AN_ADDRESS = 3

TEXT = """Hello {name},

here is your new link: {link}

It is for you alone. If you did not ask for it, leave it: nothing has changed.
"""


def normal(typed: str) -> str:
    """Return the one spelling of an e-mail address, or of a telephone number."""
    number = None if "@" in typed else to_python(typed)
    return str(number.as_e164) if number and number.is_valid() else typed.strip().casefold()


def ask(typed: str, *, at: datetime) -> None:
    """Owe a fresh link to whoever is reached under what was typed; where that is nobody, to nobody."""
    with transaction.atomic():
        for pk in _reached_by(normal(typed), at) or [NOBODY]:
            owe(TARGET, f"{PREFIX}{pk}", at=at)


class FreshLink(Target):
    """Keyed by person, as `crew-17`. Facts: {asked}, how often they did; each asking is answered once."""

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        people = [code for code in codes if code.startswith(PREFIX)]
        rows = Delivery.objects.filter(target=self.name, booking_code__in=people)
        asked = dict(rows.values_list("booking_code", "wanted"))
        return {code: {"": Wish({"asked": asked.get(code, 0)})} for code in people}

    def deliver(self, job: Job) -> str:
        person = Person.objects.filter(pk=int(job.code.removeprefix(PREFIX))).first()
        place = _leads_to(person, job.at) if person else None
        return _send(place, job) if place else job.ref


def _reached_by(address: str, at: datetime) -> list[int]:
    with_us = Person.objects.sailing_on((at - HOURS_AFTER_LEAVING).date())
    reached = with_us.filter(Q(email__iexact=address) | Q(mobile=address)) if address else with_us.none()
    return list(reached.order_by("pk").values_list("pk", flat=True)[:MOST_WHO_SHARE_AN_ADDRESS])


def _leads_to(person: Person, at: datetime) -> Assignment | None:
    """Choose their next charter, or where nothing is coming, the latest there was."""
    places = person.assignments.with_terms().filter(booking__stage__in=SHOWN)
    coming = places.not_declined().filter(booking__stage=Stage.CONFIRMED, booking__ends_at__gt=at)
    return coming.order_by("booking__starts_at").first() or places.order_by("booking__ends_at").last()


def _send(place: Assignment, job: Job) -> str:
    """Send by the person's own channels, each once; one that refuses does not keep the other from it."""
    person, coming = place.person, place.booking.stage == Stage.CONFIRMED and place.booking.ends_at > job.at
    link = link_for(place, until=None if coming else (job.at + LASTS).date())
    sent: list[Message] = []
    refusals: list[PermanentError] = []
    for channel in ([_email] if person.by_email else []) + ([_sms] if person.by_sms else []):
        try:
            sent.append(channel(place, link, f"{TARGET}:{job.code}:{job.version}", job.at))
        except PermanentError as error:
            refusals.append(error)
    if refusals and not sent:
        raise refusals[0]
    return str(sent[0].pk) if sent else job.ref


def _email(place: Assignment, link: str, key: str, at: datetime) -> Message:
    return send_email(
        key=f"{key}:email",
        about=place.booking.code,
        to=place.person.email,
        subject="Your new crew link",
        text=TEXT.format(name=place.person.name, link=link),
        html="",
        sender=settings.CREW_SENDER,
        at=at,
    )


def _sms(place: Assignment, link: str, key: str, at: datetime) -> Message:
    to, text = place.person.mobile.as_e164, f"Your new crew link: {link}"
    return send_sms(key=f"{key}:sms", about=place.booking.code, to=to, text=text, at=at)
