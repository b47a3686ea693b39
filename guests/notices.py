"""The lead guest's notices as a target of the outbox: told once per version of what concerns them (CONTRACTS 2)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from bookings.messages.sending import send_email
from bookings.models import Booking, Brand, Client, Stage
from bookings.outbox.targets import KEEP, Facts, Job, Target, Wish, Wishes
from guests.facts import local
from guests.letters import compose

EVE = timedelta(hours=24)
TOLD = (Stage.HOLD, Stage.CONFIRMED, Stage.CANCELLED)
AFRESH = ("stage", "to", "domain")
TIME = ("starts_at", "boards_at")
PLACE = ("vessel", "dock")


class Kind(StrEnum):
    """What a message says. The first three are stages, too."""

    HOLD = "hold"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    MOVED = "moved"
    PLACE = "place"
    EVE = "eve"
    LAPSED = "lapsed"


def message_kind(told: Facts | None, facts: Facts | None) -> Kind | None:
    """Return what to say to someone who was last told `told`, or None where nothing that concerns them changed.

    Another address is told afresh, for whoever reads there knows nothing yet; so is a page on another domain.
    """
    if facts is None:
        return Kind.LAPSED if told and told["stage"] == Kind.HOLD else None
    if facts["stage"] == Kind.CANCELLED:
        return Kind.CANCELLED if told and told["stage"] != Kind.CANCELLED else None
    if not told or _differ(told, facts, AFRESH):
        return Kind(facts["stage"])
    if _differ(told, facts, TIME):
        return Kind.MOVED
    if _differ(told, facts, PLACE):
        return Kind.PLACE
    return Kind.EVE if facts["eve"] and not told["eve"] else None


class GuestNotice(Target):
    """One recipient, the lead guest, by e-mail. Who has no address is owed nothing."""

    one_recipient = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        charters = Booking.objects.charters().filter(code__in=codes).exclude(client=None).exclude(client__email="")
        return {
            booking.code: {"": wish}
            for booking in charters.select_related("vessel", "brand", "client")
            if booking.brand and booking.client and (wish := _wish(booking, booking.brand, booking.client, now))
        }

    def deliver(self, job: Job) -> str:
        """Send what message_kind asks for, or nothing; return the provider's name of the message."""
        kind = message_kind(job.told, job.facts)
        booking = Booking.objects.filter(code=job.code).select_related("vessel", "brand__site", "client").first()
        if kind is None or booking is None or booking.brand is None:
            return job.ref
        if kind is Kind.LAPSED and booking.stage != Stage.INQUIRY:
            return job.ref  # it lost its guest or their address, not its hold
        brand, concerning = booking.brand, job.facts or job.told or {}
        letter = compose(kind, concerning, job.told, booking=booking, brand=brand)
        sent = send_email(
            key=f"{self.name}:{job.code}:{job.version}",
            about=job.code,
            to=concerning["to"],
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            sender=letter.sender,
            reply_to=brand.email,
            at=job.at,
        )
        return sent.provider_id


def _wish(booking: Booking, brand: Brand, client: Client, now: datetime) -> Wish | None:
    """Say what the lead guest should know. A charter that is over: whatever they know. An inquiry: nothing."""
    if booking.ends_at <= now:
        return KEEP
    if booking.stage not in TOLD:
        return None
    eve_at = booking.starts_at - EVE
    confirmed = booking.stage == Stage.CONFIRMED
    facts: Facts = {
        "stage": booking.stage,
        "starts_at": local(booking, booking.starts_at),
        "boards_at": local(booking, booking.boards_at),
        "held_until": local(booking, booking.hold_expires_at),
        "vessel": booking.vessel.name,
        "dock": booking.vessel.dock,
        "domain": brand.domain,
        "language": brand.language_for(client.language),
        "to": client.email,
        "eve": confirmed and now >= eve_at,
    }
    return Wish(facts, changes_at=eve_at if confirmed and now < eve_at else None)


def _differ(told: Facts, facts: Facts, names: Collection[str]) -> bool:
    return any(told[name] != facts[name] for name in names)
