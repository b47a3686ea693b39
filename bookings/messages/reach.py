"""Addresses that we write to no more: they bounced, complained, or said STOP (CONTRACTS 2)."""

from datetime import datetime

from bookings.messages.models import Reason, Unreachable
from bookings.outbox.targets import PermanentError

HINT = "Reach them another way, or delete it among the unreachable addresses to try again."


def reachable(address: str) -> bool:
    return not Unreachable.objects.of([address]).exists()


def refuse_unreachable(address: str) -> None:
    """Raise PermanentError, with why, for an address that we write to no more."""
    if known := Unreachable.objects.of([address]).first():
        raise refusal(known)


def refusal(known: Unreachable) -> PermanentError:
    return PermanentError(f"{known} {HINT}")


def give_up_on(address: str, *, channel: str, reason: Reason, at: datetime) -> Unreachable:
    """Write to this address no more. The first reason stays."""
    known, _ = Unreachable.objects.get_or_create(
        address=address.lower(), defaults={"channel": channel, "reason": reason, "since": at}
    )
    return known
