import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from bookings.models import Brand
from bookings.outbox.models import Delivery
from guests.models import ObjectKind, Page, Site
from guests.previews import STAGES
from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make.user(is_superuser=True))
    return client


LOOK = {
    "ink": "#222222",
    "accent": "#ffcc00",
    "paper": "#ffffff",
    "heading_face": "sans",
    "header_shape": "arch",
    "tells_guests": "on",
    "gallery_months": 12,
    "photo_quota": 200,
}
HOSTING = {"hosting": "local", "key_prefix": "g/", "cache_seconds": 300}
NO_TEXTS = {"texts-TOTAL_FORMS": 0, "texts-INITIAL_FORMS": 0}


def save(staff: Client, site: Site, **entered: object) -> str:
    """Post the site's form; return what it says, "" where it was saved."""
    answer = staff.post(
        reverse("admin:guests_site_change", args=[site.pk]),
        {"brand": site.brand.pk} | LOOK | HOSTING | NO_TEXTS | entered,
    )
    return "" if answer.status_code == 302 else answer.content.decode()


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (600, 200), "#c9a24b").save(body, kind)
    return SimpleUploadedFile("logo.png", body.getvalue())


def test_one_form_adds_a_brand_with_its_site(staff: Client) -> None:
    brand = {
        "name": "Queen of San Diego",
        "domain": "queen.example.com",
        "email": "hello@queen.example.com",
        "sender": "charters@queen.example.com",
        "languages": "en,es",
    }
    rows = {"site-TOTAL_FORMS": 1, "site-INITIAL_FORMS": 0, "site-MIN_NUM_FORMS": 1}
    site = {f"site-0-{name}": value for name, value in LOOK.items()} | {"site-0-new_logo": picture()}
    assert staff.post(reverse("admin:bookings_brand_add"), brand | rows | site).status_code == 302
    made = Brand.objects.get().site
    assert (made.header_shape, made.logo[:22], made.hosting) == ("arch", "data:image/png;base64,", "local")


def test_a_new_look_is_owed_to_the_pages_of_the_brand(staff: Client) -> None:
    site = build.site()
    booking = build.charter(brand=site.brand)
    build.publish()
    assert save(staff, site) == ""
    assert Delivery.objects.of("guest_page", booking.code).get().state == "owed"


def test_a_logo_comes_and_goes(staff: Client) -> None:
    site = build.site()
    save(staff, site, new_logo=picture())
    site.refresh_from_db()
    came = site.logo
    save(staff, site)
    site.refresh_from_db()
    stayed = site.logo
    save(staff, site, remove_logo="on")
    site.refresh_from_db()
    assert (came[:22], stayed, site.logo) == ("data:image/png;base64,", came, "")


def test_a_file_that_is_no_logo_is_refused_with_a_reason(staff: Client) -> None:
    site = build.site()
    said = save(staff, site, new_logo=SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>"))
    assert "This is no PNG, JPEG or WebP picture." in said
    site.refresh_from_db()
    assert site.logo == ""


def test_words_that_speak_of_money_are_refused_and_named(staff: Client) -> None:
    site = build.site()
    texts = {"texts-TOTAL_FORMS": 1, "texts-0-language": "en", "texts-0-welcome": "Ahoy!\nDeposit: 200.00"}
    assert "it speaks of money: “Deposit: 200.00”." in save(staff, site, **texts)
    assert site.texts.count() == 0


def test_words_of_its_own_are_saved_with_the_site(staff: Client) -> None:
    site = build.site()
    assert save(staff, site, **{"texts-TOTAL_FORMS": 1, "texts-0-language": "es", "texts-0-welcome": "¡Hola!"}) == ""
    assert site.texts_in("es")["welcome"] == "¡Hola!"


@pytest.mark.parametrize("state", STAGES)
def test_every_page_can_be_seen_before_the_first_booking(staff: Client, state: str) -> None:
    site = build.site(brand=make.brand(languages="en,es"))
    address = reverse("admin:guests_site_preview", args=[site.pk, state])
    pages = {language: staff.get(address, {"language": language}).content.decode() for language in ("en", "es")}
    assert [f'<html lang="{language}">' in page for language, page in pages.items()] == [True, True]
    assert (Page.objects.count(), "SAMPLE1" in pages["en"]) == (0, state != "friendly")


def test_previews_are_for_staff(client: Client) -> None:
    address = reverse("admin:guests_site_preview", args=[build.site().pk, "confirmed"])
    assert client.get(address).status_code == 302


def test_a_preview_of_nothing_is_404(staff: Client) -> None:
    assert staff.get(reverse("admin:guests_site_preview", args=[build.site().pk, "sunk"])).status_code == 404


def test_the_sites_page_leads_to_every_preview(staff: Client) -> None:
    site = build.site(brand=make.brand(languages="en,es"))
    shown = staff.get(reverse("admin:guests_site_change", args=[site.pk])).content.decode()
    assert shown.count("/preview/") == 2 * len(STAGES)


def test_published_pages_can_be_looked_up(staff: Client) -> None:
    booking = build.charter()
    build.publish()
    found = staff.get(reverse("admin:guests_page_changelist"), {"q": booking.code})
    assert {page.key for page in found.context["cl"].result_list} == {
        f"g/{booking.code}.{kind}" for kind in ("html", "ics")
    }


def test_published_pages_are_written_by_nobody_by_hand(staff: Client) -> None:
    build.charter()
    build.publish()
    page = Page.objects.get(kind=ObjectKind.PAGE)
    assert staff.post(reverse("admin:guests_page_delete", args=[page.pk]), {"post": "yes"}).status_code == 403
