"""The guest page as a target of the outbox: a brand's domain that matches the booking."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from bookings.models import Booking, Brand
from bookings.outbox.models import Delivery
from bookings.outbox.targets import Facts, Job, Standing, Target, TransientError, Wishes
from guests import calendar, contents, facts, read_back
from guests.models import ObjectKind, Page, Site
from guests.objects import published
from guests.photos import shelf
from guests.placing import forget, place, stands, take_away
from guests.redirects import render_redirect
from guests.rendering import render, render_for_anyone
from guests.uploads import script

MOST_BYTES = 100_000
"""More than any calendar entry has."""

logger = logging.getLogger(__name__)


class GuestPage(Target):
    """Every object of one booking: its pages, its calendar entry, its pictures, and what leads to them."""

    one_recipient = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        complete = contents.complete(facts.of_bookings(codes, now), now=now)
        return {code: {"": wish} for code, wish in complete.items()}

    def deliver(self, job: Job) -> str:
        """Store what changed, each object before what names it; remove the rest; return the page's address."""
        self._refuse_if_late(job)
        ours = Page.objects.filter(booking_code=job.code).select_related("site__brand")
        if job.facts is None:
            take_away(ours, at=job.at)
            return ""
        shown, stored = contents.apart(job.facts)
        site = _site(shown["brand"]["domain"])
        if job.told and contents.apart(job.told)[1].get("in") != stored["in"]:
            forget(ours)
        _place_script(site, shown, job)
        pictured = shown | {"gallery": self._placed_gallery(site, shown, job)}
        _place_calendar(site, shown, job)
        _place_pages(site, pictured, job)
        _place_redirects(ours, stored["left"], shown["language"], job)
        wanted = contents.object_names(job.facts)
        take_away([page for page in ours.all() if page.object_name not in wanted], at=job.at)
        return site.address(job.code)

    def drifted(self, standings: Iterable[Standing]) -> Iterator[tuple[str, str]]:
        """Yield the bookings of which an object is missing, was altered, or was written by a worker that came late."""
        told = {each.code: each.facts for each in standings if each.facts and contents.STORED in each.facts}
        finished = Delivery.objects.filter(target=self.name, booking_code__in=told)
        for code in read_back.altered(told, dict(finished.values_list("booking_code", "delivered_at"))):
            yield code, ""

    def _placed_gallery(self, site: Site, shown: Facts, job: Job) -> list[Facts]:
        """Place pictures and thumbnails; return the photos of which both stand."""
        missing = set()
        for content, key in contents.picture_keys(shown).items():
            if stands(site, key, trusted=bool(job.told)):
                continue
            body = shelf.read(job.code, content)
            if body is None:
                logger.warning("%s: a photo is not on its shelf, and left out of the gallery.", job.code)
                missing.add(content)
                continue
            self._refuse_if_late(job)  # a picture taken down meanwhile must not come back
            place(site, key, body, kind=ObjectKind.PHOTO, code=job.code, at=job.at)
        return [photo for photo in shown["gallery"] if not {photo["picture"], photo["thumbnail"]} & missing]

    def _refuse_if_late(self, job: Job) -> None:
        """Stop a worker that slept through its lease while another one finished."""
        if Delivery.objects.of(self.name, job.code).filter(delivered__gte=job.version).exists():
            raise TransientError(f"{job.code} was published by somebody later.")


def _site(domain: str) -> Site:
    """Return the brand's site; made with every default where nobody has made one yet."""
    site = Site.objects.select_related("brand").filter(brand__domain=domain).first()
    return site or Site.objects.get_or_create(brand=Brand.objects.get(domain=domain))[0]


def _place_script(site: Site, shown: Facts, job: Job) -> None:
    """Place the uploader, the whole site's, where this page names it."""
    key = contents.script_key(shown)
    if shown["upload"]["open"] and not stands(site, key, trusted=bool(job.told)):
        place(site, key, script.body(), kind=ObjectKind.SCRIPT, code="", at=job.at, trusted=False)


def _place_calendar(site: Site, shown: Facts, job: Job) -> None:
    """Place the calendar entry; not for a new number alone, which rises with every edit."""
    key, trusted = contents.calendar_key(shown), bool(job.told)
    stood = stands(site, key, trusted=trusted)
    if trusted and stood and contents.in_calendar(shown) == contents.in_calendar(job.told):
        return
    booking = Booking.objects.select_related("vessel", "brand__site", "client").get(code=job.code)
    entry = calendar.entry(booking)
    if trusted or not (stood and calendar.same_but_for_number(published(site).read(key, at_most=MOST_BYTES), entry)):
        _place(site, key, entry, ObjectKind.CALENDAR, job)


def _place_pages(site: Site, shown: Facts, job: Job) -> None:
    """Place the page we send, and the one whose name can be guessed, which says less."""
    ours, *friendly = shown["keys"]
    _place(site, ours, render(shown, site.logo), ObjectKind.PAGE, job)
    for key in friendly:
        _place(site, key, render_for_anyone(shown, site.logo), ObjectKind.PAGE, job)


def _place_redirects(ours: Iterable[Page], left: dict[str, str], language: str, job: Job) -> None:
    for page in ours:
        if address := left.get(page.object_name):
            _place(page.site, page.key, render_redirect(address, language), ObjectKind.REDIRECT, job)


def _place(site: Site, key: str, body: bytes, kind: ObjectKind, job: Job) -> None:
    place(site, key, body, kind=kind, code=job.code, at=job.at, trusted=bool(job.told))
