"""What a guest page shows of a booking, as JSON: everything that it shows, and nothing else."""

import hashlib
import inspect
from collections.abc import Collection
from datetime import datetime
from functools import cache

from django.template import Engine

from bookings.models import Booking, Brand, Client, Stage
from bookings.outbox.targets import Facts
from guests import dates, names, phrases, rendering
from guests.models import Page, Site

STATES = {
    Stage.HOLD: "held",
    Stage.CONFIRMED: "confirmed",
    Stage.COMPLETED: "thanks",
    Stage.CANCELLED: "cancelled",
}


def of_bookings(codes: Collection[str]) -> dict[str, Facts]:
    """Return code → facts for those that should have a page, in two queries.

    A cancelled booking has one only where guests may have seen it before.
    """
    published = set(Page.objects.filter(booking_code__in=codes).values_list("booking_code", flat=True))
    charters = Booking.objects.charters().filter(code__in=codes, stage__in=STATES)
    return {
        booking.code: of_booking(booking, booking.brand, booking.client)
        for booking in charters.select_related("vessel", "brand__site", "client").prefetch_related("brand__site__texts")
        if booking.brand and booking.client and (booking.stage != Stage.CANCELLED or booking.code in published)
    }


def of_booking(booking: Booking, brand: Brand, client: Client) -> Facts:
    site, vessel = Site.of(brand), booking.vessel
    language = brand.language_for(client.language)
    return {
        "state": "moved" if booking.stage == Stage.CONFIRMED and booking.rescheduled_from else _state(booking),
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
        "keys": names.page_keys(site.key_prefix, booking.code, booking.slug),
        "design": design(),
    }


@cache
def design() -> str:
    """Fingerprint what turns facts into a page, so that a changed design is published like a changed booking."""
    templates = [Engine.get_default().get_template(name).source for name in rendering.TEMPLATES]
    modules = [inspect.getsource(module) for module in (dates, phrases, rendering)]
    return hashlib.sha256("".join(templates + modules).encode()).hexdigest()[:12]


def _state(booking: Booking) -> str:
    return STATES[Stage(booking.stage)]


def local(booking: Booking, moment: datetime | None) -> str | None:
    """Write a moment as ISO 8601 on the dock's clock, offset included."""
    return moment.astimezone(booking.zone).isoformat() if moment else None


def _telephone(brand: Brand) -> dict[str, str]:
    return {
        "phone": brand.phone.as_e164 if brand.phone else "",
        "phone_shown": brand.phone.as_international if brand.phone else "",
    }
