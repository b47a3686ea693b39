"""The lead guest's notices as a target of the outbox: told once per version of what concerns them (CONTRACTS 2)."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bookings.models import Booking, Brand, Client, Stage
from bookings.outbox.targets import KEEP, Facts, Job, LaterError, Target, Wish, Wishes
from guests.facts import local
from guests.models import ObjectKind, Page, Site
from guests.photos import gallery
from guests.posting import Way, addressed, post
from guests.wording import Kind

EVE = timedelta(hours=24)
PAGE_FIRST = timedelta(minutes=1)
"""How soon to look again whether the photos that a letter speaks of stand on the page."""
TOLD = (Stage.HOLD, Stage.CONFIRMED, Stage.CANCELLED)
AFRESH = ("stage", "domain")
TIME = ("starts_at", "boards_at")
PLACE = ("vessel", "dock")


def message_kind(told: Facts | None, facts: Facts | None, way: Way = Way.EMAIL) -> Kind | None:
    """Return what to say by one way to someone who was last told `told`; None where nothing that concerns them changed.

    A page on another domain is told afresh; so is another address, for whoever reads there knows nothing yet.
    """
    if facts is None:
        return Kind.LAPSED if told and told["stage"] == Kind.HOLD else None
    if facts["gallery"]:
        expected = told and told["stage"] == Stage.CONFIRMED and not told.get("gallery")
        return Kind.GALLERY if expected else None
    if facts["stage"] == Kind.CANCELLED:
        return Kind.CANCELLED if told and told["stage"] != Kind.CANCELLED else None
    if not told or _differ(told, facts, AFRESH) or _is_new(way, told, facts):
        return Kind(facts["stage"])
    if _differ(told, facts, TIME):
        return Kind.MOVED
    if _differ(told, facts, PLACE):
        return Kind.PLACE
    return Kind.EVE if facts["eve"] and not told["eve"] else None


class GuestNotice(Target):
    """One recipient, the lead guest, by e-mail and text message. Who has neither is owed nothing.

    Facts: {stage, starts_at, boards_at, held_until, vessel, dock, domain, language, to, sms, eve, gallery}.
    """

    one_recipient = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        charters = Booking.objects.charters().filter(code__in=codes, client__erased_at=None).exclude(client=None)
        bookings = list(charters.select_related("vessel", "brand__site", "client"))
        shown = gallery.of_bookings([booking.code for booking in bookings if booking.starts_at <= now], now)
        return {
            booking.code: {"": wish}
            for booking in bookings
            if booking.brand
            and booking.client
            and (wish := _wish(booking, booking.brand, booking.client, now, photos=bool(shown.get(booking.code))))
        }

    def deliver(self, job: Job) -> str:
        """Send what message_kind asks for by each way, or nothing; return the provider's name of the message."""
        kinds = {
            way: kind for way in Way if addressed(job).get(way) and (kind := message_kind(job.told, job.facts, way))
        }
        booking = Booking.objects.filter(code=job.code).select_related("vessel", "brand__site", "client").first()
        if not kinds or booking is None or booking.brand is None:
            return job.ref
        if Kind.LAPSED in kinds.values() and not _ran_out(booking):
            return job.ref
        if Kind.GALLERY in kinds.values() and not _photos_stand(job.code):
            raise LaterError(job.at + PAGE_FIRST)
        return post(job, kinds, booking, booking.brand)


def _wish(booking: Booking, brand: Brand, client: Client, now: datetime, *, photos: bool) -> Wish | None:
    """Say what the lead guest should know. Switched off, or over: whatever they know, but for their first photos."""
    if not (booking.tells_guest and Site.of(brand).tells_guests):
        return KEEP
    told = _facts(booking, brand, client, now)
    if booking.ends_at <= now:
        sailed = booking.stage in (Stage.CONFIRMED, Stage.COMPLETED)
        return Wish(told | {"stage": Stage.CONFIRMED, "gallery": True}) if sailed and photos else KEEP
    if booking.stage not in TOLD or not (told[Way.EMAIL] or told[Way.SMS]):
        return None
    eve_at = booking.starts_at - EVE
    if booking.stage == Stage.CONFIRMED and now < eve_at:
        return Wish(told, changes_at=eve_at)
    return Wish(told, changes_at=booking.ends_at if photos else None)


def _facts(booking: Booking, brand: Brand, client: Client, now: datetime) -> Facts:
    return {
        "stage": booking.stage,
        "starts_at": local(booking, booking.starts_at),
        "boards_at": local(booking, booking.boards_at),
        "held_until": local(booking, booking.hold_expires_at),
        "vessel": booking.vessel.name,
        "dock": booking.vessel.dock,
        "domain": brand.domain,
        "language": brand.language_for(client.language),
        "to": client.email,
        "sms": client.phone.as_e164 if client.agreed_to_sms and client.phone else "",
        "eve": booking.stage == Stage.CONFIRMED and now >= booking.starts_at - EVE,
        "gallery": False,
    }


def _ran_out(booking: Booking) -> bool:
    """Tell a hold that ran out from one that lost its guest, or whose guest had their data erased."""
    return booking.stage == Stage.INQUIRY and booking.client is not None and booking.client.erased_at is None


def _photos_stand(code: str) -> bool:
    return Page.objects.filter(booking_code=code, kind=ObjectKind.PHOTO).exclude(tag="").exists()


def _is_new(way: Way, told: Facts, facts: Facts) -> bool:
    """Tell whether who is reached this way does not know yet what was told.

    A telephone beside an unchanged e-mail address is the same person's, who knows.
    """
    if way == Way.SMS and facts["to"] and told["to"] == facts["to"]:
        return False
    return bool(told.get(way) != facts[way])


def _differ(told: Facts, facts: Facts, names: Collection[str]) -> bool:
    return any(told[name] != facts[name] for name in names)
