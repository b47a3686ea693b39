"""When links begin to lead to a brand's own domain."""

from collections.abc import Iterator

import pytest

from guests.hosting import handover, missing
from guests.models import Hosting, Site
from guests.rendering import render_missing
from tests import make
from tests.guests import build as guests
from tests.outbox.raw_server import RawServer, whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    """A site whose page for what is not there stands."""
    made = guests.site()
    missing.put(made, at=make.NOW)
    return made


@pytest.fixture
def domain(site: Site) -> Iterator[RawServer]:
    """A domain that answers with that very page."""
    server = RawServer(whole(render_missing(site)))
    yield server
    server.close()


def test_a_domain_that_shows_our_page_is_ours(site: Site, domain: RawServer) -> None:
    assert missing.answers(site, origin=domain.url)
    assert domain.received.startswith(b"GET /g/index.html ")


def test_a_domain_that_shows_another_page_is_not_yet(site: Site) -> None:
    server = RawServer(whole(b"This domain is parked."))
    try:
        assert not missing.answers(site, origin=server.url)
    finally:
        server.close()


def test_a_domain_that_does_not_answer_is_not_yet(site: Site) -> None:
    server = RawServer()
    server.close()
    assert not missing.answers(site, origin=server.url)


def test_live_links_lead_to_the_domain_and_pages_follow(site: Site) -> None:
    booking = guests.charter(brand=site.brand)
    site.hosting, site.bucket, site.incoming_bucket, site.region = Hosting.BUCKET, "a-site", "an-incoming", "us-west-2"
    site.save()
    handover.go_live(site, by=make.STAFF, at=make.NOW)
    site.refresh_from_db()
    assert site.address(booking.code) == f"https://{site.brand.domain}/g/{booking.code}"
