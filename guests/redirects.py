"""Names that a booking left: for a year they lead to where its page is now (CONTRACTS 5)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.template.loader import render_to_string

from bookings.models import Booking
from bookings.outbox.targets import Facts
from guests.models import ObjectKind, Page, Site

LEADS_FOR = timedelta(days=365)
WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {"title": "This page has moved", "link": "Go to your page"},
    "es": {"title": "Esta página ha cambiado de dirección", "link": "Ir a su página"},
}


@dataclass(frozen=True)
class Leading:
    """Where a name leads that was left, and until when."""

    address: str
    until: datetime


def left_behind(
    shown: Mapping[str, Facts], sites: Mapping[str, Site], *, now: datetime
) -> dict[str, dict[str, Leading]]:
    """Return booking code → object name (DOMAIN/KEY) → where it leads, from the bookings' facts; in two queries.

    The same before and after the redirect is stored: a name that is left only now counts from `now`.
    """
    pages = Page.objects.filter(booking_code__in=shown, kind__in=(ObjectKind.PAGE, ObjectKind.REDIRECT))
    stored = [page for page in pages.exclude(tag="").select_related("site__brand") if _is_reachable(page)]
    left: dict[str, dict[str, Leading]] = {code: {} for code in shown}
    owners = _owners(stored)
    for page in stored:
        facts, until = shown[page.booking_code], (page.left_at or now) + LEADS_FOR
        name = _present_name(page, facts)
        if name and until > now and owners.get(_place(page), page.booking_code) == page.booking_code:
            address = sites[facts["brand"]["domain"]].address(name)
            left[page.booking_code][page.object_name] = Leading(address, until)
    return left


def render_redirect(address: str, language: str) -> bytes:
    """Return a page that goes on to `address` by itself, and says so to whoever has to press."""
    context = {"address": address, "language": language, **WORDS[language]}
    return render_to_string("guests/redirect.html", context).encode()


def _present_name(page: Page, facts: Facts) -> str:
    """Return the name that took the place of a page's, "" where none did or it is still the booking's own.

    The code leads to the code, a slug to the slug: whoever guesses a friendly name must not come by the code.
    """
    name = _name(page)
    if page.site.brand.domain == facts["brand"]["domain"] and name in (facts["code"], facts["slug"]):
        return ""
    return str(facts["code"] if name == facts["code"] else facts["slug"])


def _is_reachable(page: Page) -> bool:
    return page.key.startswith(page.site.key_prefix)


def _owners(pages: Collection[Page]) -> dict[tuple[str, str], str]:
    """Return (domain, slug) → code of the booking that has it now."""
    names = {_place(page) for page in pages}
    bookings = Booking.objects.filter(
        brand__domain__in={domain for domain, _ in names}, slug__in={name for _, name in names}
    )
    return {(domain, slug): code for domain, slug, code in bookings.values_list("brand__domain", "slug", "code")}


def _place(page: Page) -> tuple[str, str]:
    return page.site.brand.domain, _name(page)


def _name(page: Page) -> str:
    return page.key.rpartition("/")[2].removesuffix(".html")
