"""What follows when no message reaches the lead guest: within a day of boarding, someone has to call them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bookings.duty.actions import raise_alarm, settle
from bookings.messages.models import Message, Outcome
from bookings.models import Booking

SOON = timedelta(hours=24)
KEY = "unreached:guest"
NOTICE = "guest_notice:"
FAILED = {Outcome.UNDELIVERED, Outcome.REFUSED, Outcome.BOUNCED, Outcome.OPTED_OUT}


def note(message: Message, *, reached: bool, at: datetime) -> None:
    """Have the duty phone ring about a guest who sails within a day, and stop when a message arrives after all."""
    for code, version in _notices(message):
        if reached:
            settle(KEY, about=code, at=at)
        elif _is_lost(code, version):
            _ring(code, at)


def _notices(message: Message) -> Iterator[tuple[str, str]]:
    """Yield (booking code, version) of the notices that a message carries."""
    carried = message.keys()
    for key in carried:
        if key.startswith(NOTICE):
            _, code, version, *_ = key.split(":")
            yield code, version


def _is_lost(code: str, version: str) -> bool:
    """Tell whether nothing newer was sent, and every message of this version failed, whichever way it went."""
    outcomes: dict[str, set[str]] = {}
    sent = Message.objects.filter(key__startswith=f"{NOTICE}{code}:").exclude(outcome=Outcome.SENDING)
    for key, outcome in sent.values_list("key", "outcome"):
        outcomes.setdefault(key.split(":")[2], set()).add(outcome)
    return version == max(outcomes, key=int, default="") and outcomes[version] <= FAILED


def _ring(code: str, at: datetime) -> None:
    coming = Booking.objects.filter(code=code, ends_at__gt=at, client__erased_at=None).select_related("client")
    for booking in coming.exclude(client=None):
        if booking.client and booking.boards_at <= at + SOON:
            phone = f", {booking.client.phone.as_international}" if booking.client.phone else ""
            words = f"No message reaches the lead guest. Call {booking.client.name[:60]}{phone}."
            raise_alarm(KEY, about=code, words=words, at=at)
