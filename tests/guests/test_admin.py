import pytest
from django.test import Client
from django.urls import reverse

from bookings.outbox.models import Delivery
from guests.models import Page
from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make.user(is_superuser=True))
    return client


def test_a_new_look_is_owed_to_the_pages_of_the_brand(staff: Client) -> None:
    site = build.site()
    booking = build.charter(brand=site.brand)
    build.publish()
    look = {"brand": site.brand.pk, "key_prefix": "g/", "cache_seconds": 300, "heading_face": "sans"}
    colours = {"ink": "#222222", "accent": "#ffcc00", "paper": "#ffffff", "header_shape": "arch", "what_to_bring": ""}
    saved = staff.post(reverse("admin:guests_site_change", args=[site.pk]), look | colours)
    assert saved.status_code == 302
    assert Delivery.objects.of("guest_page", booking.code).get().state == "owed"


def test_published_pages_can_be_looked_up(staff: Client) -> None:
    booking = build.charter()
    build.publish()
    found = staff.get(reverse("admin:guests_page_changelist"), {"q": booking.code})
    assert found.context["cl"].result_count == 1


def test_published_pages_are_written_by_nobody_by_hand(staff: Client) -> None:
    build.charter()
    build.publish()
    page = Page.objects.get()
    assert staff.post(reverse("admin:guests_page_delete", args=[page.pk]), {"post": "yes"}).status_code == 403
