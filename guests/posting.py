"""Hands the lead guest what they are told, by e-mail and where they agreed by text message, each once.

A text needs no e-mail to follow it where nobody sees it arrive: whoever has an address got the letter beside it.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from bookings.messages.models import Message
from bookings.messages.sending import Attachment, send_email, send_sms
from bookings.models import Booking, Brand, Stage
from bookings.outbox.targets import Facts, Job, PermanentError, TransientError
from guests.calendar import invitation
from guests.letters import Letter, compose
from guests.wording import Kind

DATED = (Kind.CONFIRMED, Kind.MOVED, Kind.PLACE)
"""Letters with a date to put into one's own calendar."""


class Way(StrEnum):
    """How a guest is reached, named after the fact that holds their address there."""

    EMAIL = "to"
    SMS = "sms"


def addressed(job: Job) -> Facts:
    """Return the facts that a message is about, and where it goes: those of now, else those told last."""
    return job.facts or job.told or {}


def post(job: Job, kinds: Mapping[Way, Kind], booking: Booking, brand: Brand) -> str:
    """Send by each way what is to be said there; return the provider's name of the first message.

    One way that refuses is made good by the other. Raises TransientError where one is to be tried again,
    PermanentError where all refuse.
    """
    sent: list[Message] = []
    refusals: list[PermanentError] = []
    delays: list[TransientError] = []
    for way, kind in kinds.items():
        letter = compose(kind, addressed(job), job.told, booking=booking, brand=brand)
        try:
            sent.append(SEND[way](job, kind, letter, booking, brand))
        except PermanentError as refusal:
            refusals.append(refusal)
        except TransientError as delay:
            delays.append(delay)
    if delays or not sent:
        raise [*delays, *refusals][0]
    return sent[0].provider_id


def _by_email(job: Job, kind: Kind, letter: Letter, booking: Booking, brand: Brand) -> Message:
    return send_email(
        key=_key(job, "email"),
        about=job.code,
        to=addressed(job)[Way.EMAIL],
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        sender=letter.sender,
        reply_to=brand.email,
        attachments=_invitations(kind, job.told, booking),
        at=job.at,
    )


def _by_sms(job: Job, kind: Kind, letter: Letter, booking: Booking, brand: Brand) -> Message:
    return send_sms(key=_key(job, "sms"), about=job.code, to=addressed(job)[Way.SMS], text=letter.sms, at=job.at)


SEND: Final[Mapping[Way, Callable[[Job, Kind, Letter, Booking, Brand], Message]]] = {
    Way.EMAIL: _by_email,
    Way.SMS: _by_sms,
}


def _key(job: Job, channel: str) -> str:
    return f"guest_notice:{job.code}:{job.version}:{channel}"


def _invitations(kind: Kind, told: Facts | None, booking: Booking) -> list[Attachment]:
    """Attach the entry for their calendar, or what takes back the one they were sent."""
    cancels = kind == Kind.CANCELLED and told is not None and told["stage"] == Stage.CONFIRMED
    if not (cancels or kind in DATED):
        return []
    method = "CANCEL" if cancels else "PUBLISH"  # the mail library adds the charset
    content = invitation(booking, cancelled=cancels)
    return [Attachment(f"{booking.code}.ics", content, f"text/calendar; method={method}")]
