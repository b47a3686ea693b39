"""What a guest page shows of a booking, as JSON: everything that it shows, and nothing else."""

import hashlib
import inspect
from collections.abc import Collection
from datetime import datetime
from functools import cache

from django.template import Engine

from bookings import tokens
from bookings.models import Booking, Brand, Client, Stage
from bookings.outbox.targets import Facts, Wish
from guests import dates, names, phrases, rendering
from guests.models import ObjectKind, Page, Site
from guests.photos import gallery
from guests.photos.gallery import Shown
from guests.uploads import presign, script, window, words

STATES = {
    Stage.HOLD: "held",
    Stage.CONFIRMED: "confirmed",
    Stage.COMPLETED: "thanks",
    Stage.CANCELLED: "cancelled",
}
SAILING = (Stage.CONFIRMED, Stage.COMPLETED)
"""Stages in which there may be photos."""


def of_bookings(codes: Collection[str], now: datetime) -> dict[str, Wish]:
    """Return code → facts, and when they change by the clock, for those that should have a page; in four queries.

    A cancelled booking has one only where guests may have seen it before; who was erased has none.
    """
    pages = Page.objects.filter(booking_code__in=codes, kind=ObjectKind.PAGE)
    published = set(pages.values_list("booking_code", flat=True))
    charters = Booking.objects.charters().filter(code__in=codes, stage__in=STATES, client__erased_at=None)
    photos = gallery.of_bookings(codes, now)
    return {
        booking.code: _wish(booking, booking.brand, booking.client, photos.get(booking.code, []), now)
        for booking in charters.select_related("vessel", "brand__site", "client").prefetch_related("brand__site__texts")
        if booking.brand and booking.client and (booking.stage != Stage.CANCELLED or booking.code in published)
    }


def of_booking(booking: Booking, brand: Brand, client: Client) -> Facts:
    """Return what its page shows at any hour: all but what comes and goes with the clock."""
    site, vessel = Site.of(brand), booking.vessel
    language = brand.language_for(client.language)
    return {
        "state": "moved" if booking.stage == Stage.CONFIRMED and booking.rescheduled_from else _state(booking),
        "booking": booking.pk,
        "code": booking.code,
        "title": booking.public_title,
        "slug": booking.slug,
        "language": language,
        "guest": client.first_name,
        "party_size": booking.party_size,
        "starts_at": local(booking, booking.starts_at),
        "boards_at": local(booking, booking.boards_at),
        "ends_at": local(booking, booking.ends_at),
        "was_starts_at": local(booking, booking.rescheduled_from),
        "held_until": local(booking, booking.hold_expires_at),
        "time_zone": vessel.time_zone,
        "vessel": vessel.name,
        "dock": vessel.dock,
        "directions": vessel.directions,
        "map_url": vessel.map_url,
        "guest_notes": booking.readable("guest_notes") or "",
        "texts": site.texts_in(language),
        "brand": {"name": brand.name, "domain": brand.domain, "email": brand.email} | _telephone(brand),
        "theme": site.theme,
        "root": site.root,
        "keys": names.page_keys(site.key_prefix, booking.code, booking.slug),
        "upload": rendering.CLOSED,
        "gallery": [],
        "design": design(),
    }


@cache
def design() -> str:
    """Fingerprint what turns facts into a page, so that a changed design is published like a changed booking.

    The key that signs the uploader's token is part of it.
    """
    templates = [Engine.get_default().get_template(name).source for name in rendering.TEMPLATES]
    modules = [inspect.getsource(module) for module in (dates, phrases, rendering, words)]
    signed = [script.name(), tokens.make("upload", 0)]
    return hashlib.sha256("".join([*templates, *modules, *signed]).encode()).hexdigest()[:12]


def local(booking: Booking, moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 on the dock's clock, offset included."""
    return moment.astimezone(booking.zone).isoformat() if moment else None


def _wish(booking: Booking, brand: Brand, client: Client, photos: list[Shown], now: datetime) -> Wish:
    """Add to its facts what comes and goes with the clock: the uploader, and the gallery."""
    facts = of_booking(booking, brand, client)
    if booking.stage not in SAILING:
        return Wish(facts)
    site = Site.of(brand)
    moments = [window.opens_at(booking), window.closes_at(booking)]
    if window.is_open(booking, now):
        facts["upload"] = {"open": True, "sends_to": presign.origin(site)}
    if photos and booking.boards_at <= now:
        facts["gallery"] = photos
        moments.append(gallery.ends_at(booking, site))
    return Wish(facts, changes_at=min((moment for moment in moments if moment > now), default=None))


def _state(booking: Booking) -> str:
    return STATES[Stage(booking.stage)]


def _telephone(brand: Brand) -> dict[str, str]:
    return {
        "phone": brand.phone.as_e164 if brand.phone else "",
        "phone_shown": brand.phone.as_international if brand.phone else "",
    }
