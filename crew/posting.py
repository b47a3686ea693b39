"""Hands a person what they are told, by their own channels, each message once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings

from bookings.messages.models import Message
from bookings.messages.sending import already_sent, send_email, send_sms
from bookings.models import Booking
from bookings.outbox.targets import Facts, Job, PermanentError
from crew import letters
from crew.access import link_for
from crew.checklists.preview import preview
from crew.deadlines import CUTOFF
from crew.letters import Ask, Kind, Letter
from crew.models import Assignment, Person

EMAIL_AFTER = timedelta(minutes=5)
"""How soon an urgent text that nobody saw arrive goes by e-mail too."""


@dataclass(frozen=True)
class Note:
    """What one person is to be told about one charter."""

    job: Job
    kind: Kind
    booking: Booking
    place: Assignment | None

    @property
    def about(self) -> Facts:
        return self.job.facts or self.job.told or {}

    @property
    def calls_at(self) -> datetime:
        return datetime.fromisoformat(self.about["calls"])

    @property
    def is_urgent(self) -> bool:
        return self.job.at >= self.calls_at - CUTOFF

    def key(self, channel: str) -> str:
        return f"crew_notice:{self.job.code}:{self.job.recipient}:{self.job.version}:{channel}"


Way: TypeAlias = Callable[[Person, Sequence[Note]], dict[str, str]]


def post(person: Person, notes: Sequence[Note]) -> dict[str, str]:
    """Send the asks as one message, the others one by one; return booking code → the provider's reference.

    Where none of the person's own channels takes it, the other is tried. Raises PermanentError if that refuses, too;
    TransientError.
    """
    by_time = sorted(notes, key=lambda note: note.booking.starts_at)
    asks = [note for note in by_time if note.kind == Kind.ASK]
    refs: dict[str, str] = {}
    for group in [asks] * bool(asks) + [[note] for note in by_time if note not in asks]:
        refs |= _post(person, group)
    return refs


def _post(person: Person, notes: Sequence[Note]) -> dict[str, str]:
    own = [_by_email] * person.by_email + [_by_sms] * person.by_sms
    refs, refusals = _attempt(own, person, notes)
    if len(refusals) == len(own):
        refs, also_refused = _attempt([way for way in (_by_email, _by_sms) if way not in own], person, notes)
        if len(refusals + also_refused) == 2:
            raise refusals[0]
    return refs


def _attempt(ways: Sequence[Way], person: Person, notes: Sequence[Note]) -> tuple[dict[str, str], list[PermanentError]]:
    refs: dict[str, str] = {}
    refusals = []
    for way in ways:
        try:
            refs = way(person, notes) | refs
        except PermanentError as refusal:
            refusals.append(refusal)
    return refs, refusals


def _by_email(person: Person, notes: Sequence[Note]) -> dict[str, str]:
    def send(letter: Letter, first: Note, also: list[str]) -> Message:
        return send_email(
            key=first.key("email"),
            also=also,
            about=first.job.code,
            to=person.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            sender=settings.CREW_SENDER,
            at=first.job.at,
        )

    if not person.email:
        raise PermanentError(f"We have no e-mail address of {person}.")
    return _once("email", person, notes, send)


def _by_sms(person: Person, notes: Sequence[Note]) -> dict[str, str]:
    def send(letter: Letter, first: Note, also: list[str]) -> Message:
        urgent = any(note.is_urgent for note in notes) and not person.by_email
        return send_sms(
            key=first.key("sms"),
            also=also,
            about=first.job.code,
            to=person.mobile.as_e164,
            text=letter.sms,
            at=first.job.at,
            email_by=first.job.at + EMAIL_AFTER if urgent else None,
            fallback_email=person.email if urgent else "",
            fallback_subject=letter.subject if urgent else "",
        )

    if not person.mobile:
        raise PermanentError(f"We have no mobile number of {person}.")
    return _once("sms", person, notes, send)


def _once(
    channel: str, person: Person, notes: Sequence[Note], send: Callable[[Letter, Note, list[str]], Message]
) -> dict[str, str]:
    """Send what has not gone out by this channel yet; what was bundled differently before is not sent again."""
    sent = already_sent([note.key(channel) for note in notes])
    unsent = [note for note in notes if note.key(channel) not in sent]
    if not unsent:
        return {}
    message = send(_letter(person, unsent), unsent[0], [note.key(channel) for note in unsent[1:]])
    return {note.job.code: message.provider_id or str(message.pk) for note in unsent}


def _letter(person: Person, notes: Sequence[Note]) -> Letter:
    first = notes[0]
    phone = next((_phone(note.booking) for note in notes if _phone(note.booking)), "")
    if len(notes) > 1:
        asks = [Ask(note.about, _link(note), _preview(note)) for note in notes]
        return letters.write_together(asks, name=person.name, phone=phone)
    return letters.write(
        first.kind,
        first.job.told,
        first.job.facts,
        name=person.name,
        link=_link(first),
        phone=phone,
        preview=_preview(first),
    )


def _link(note: Note) -> str:
    return link_for(note.place) if note.place else ""


def _phone(booking: Booking) -> str:
    return booking.brand.phone.as_international if booking.brand and booking.brand.phone else ""


def _preview(note: Note) -> Sequence[str]:
    return preview(note.place) if note.place and note.kind != Kind.CANCELLED else ()
