from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guests.models import Hosting, ObjectKind, Page, Site
from guests.placing import place
from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db

PICTURE = "XHQGMDH-0a1b2c3d4e5f6789.jpg"


@pytest.fixture
def site() -> Site:
    return build.site(cache_seconds=60)


@pytest.fixture
def address(site: Site) -> str:
    """Where a published page is served, without its name."""
    put(site, "XHQGMDH.html", ObjectKind.PAGE)
    put(site, "smith-sail.html", ObjectKind.PAGE)
    return f"/sites/{site.brand.domain}/g"


def put(site: Site, name: str, kind: ObjectKind) -> None:
    place(site, f"{site.key_prefix}{name}", b"bytes", kind=kind, code="XHQGMDH", at=make.NOW)


@pytest.mark.parametrize(
    "name",
    ["XHQGMDH", "xhqgmdh", "XHQGMDH/", "XHQGMDH.html", "XHQGMDH.HTML", "%58hqgmdh", "smith-sail", "Smith-Sail"],
)
def test_every_spelling_answers_with_the_page(client: Client, address: str, name: str) -> None:
    response = client.get(f"{address}/{name}?from=mail")
    expected = (200, "text/html; charset=utf-8", b"bytes")
    assert (response.status_code, response["Content-Type"], response.content) == expected


@pytest.mark.parametrize(
    ("name", "kind", "content_type"),
    [
        ("XHQGMDH.ics", ObjectKind.CALENDAR, "text/calendar; charset=utf-8"),
        (PICTURE, ObjectKind.PHOTO, "image/jpeg"),
        ("uploader-0a1b2c3d4e5f6789.js", ObjectKind.SCRIPT, "text/javascript; charset=utf-8"),
    ],
)
def test_what_stands_beside_a_page_is_served_as_what_it_is(
    client: Client, site: Site, address: str, name: str, kind: ObjectKind, content_type: str
) -> None:
    put(site, name, kind)
    response = client.get(f"{address}/{name.swapcase()}")
    assert (response.status_code, response["Content-Type"], response.content) == (200, content_type, b"bytes")


def test_a_page_may_be_kept_by_the_edge_and_not_by_a_browser(client: Client, address: str) -> None:
    response = client.get(f"{address}/XHQGMDH")
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=60"


def test_a_picture_may_be_kept_for_good(client: Client, site: Site, address: str) -> None:
    put(site, PICTURE, ObjectKind.PHOTO)
    assert client.get(f"{address}/{PICTURE}")["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["XHQGMDH", "BCDFGHJ"])
def test_no_search_engine_keeps_it_and_no_browser_guesses_at_it(client: Client, address: str, name: str) -> None:
    response = client.get(f"{address}/{name}")
    assert (response["X-Robots-Tag"], response["X-Content-Type-Options"]) == ("noindex", "nosniff")


def test_a_page_answers_with_its_own_policy_alone(client: Client, address: str) -> None:
    assert "Content-Security-Policy" not in client.get(f"{address}/XHQGMDH")


def test_who_has_the_bytes_is_not_sent_them_again(client: Client, address: str) -> None:
    first = client.get(f"{address}/XHQGMDH")
    again = client.get(f"{address}/XHQGMDH", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])


def test_who_asks_for_the_head_is_sent_no_body(client: Client, address: str) -> None:
    whole, head = client.get(f"{address}/XHQGMDH"), client.head(f"{address}/XHQGMDH")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])


@pytest.mark.parametrize(
    "name",
    [
        "BCDFGHJ",
        "presign",
        "index.html",
        ".lock",
        "..%2fsecret",
        "%252e%252e%252fXHQGMDH",
        "%2558HQGMDH",
        "XHQGMDH%FF",
        "XHQGMDH/photos",
        "XHQGMDH.html.html",
        "g/XHQGMDH",
    ],
)
def test_an_unknown_name_is_a_friendly_404(client: Client, address: str, name: str) -> None:
    response = client.get(f"{address}/{name}")
    assert (response.status_code, response["Cache-Control"]) == (404, "no-cache")
    assert b"There is no page here" in response.content


def test_what_we_did_not_put_there_is_404(client: Client, site: Site, address: str) -> None:
    (Path(settings.SITES_ROOT) / site.brand.domain / "g/BCDFGHJ.html").write_text("made by hand")
    assert client.get(f"{address}/BCDFGHJ").status_code == 404


def test_what_is_not_stored_yet_is_404(client: Client, address: str) -> None:
    Page.objects.filter(key="g/XHQGMDH.html").update(tag="")
    assert client.get(f"{address}/XHQGMDH").status_code == 404


def test_what_somebody_deleted_is_404(client: Client, site: Site, address: str) -> None:
    (Path(settings.SITES_ROOT) / site.brand.domain / "g/XHQGMDH.html").unlink()
    assert client.get(f"{address}/XHQGMDH").status_code == 404


def test_a_page_takes_two_queries_and_a_bad_name_one(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get(f"{address}/XHQGMDH")
    with django_assert_num_queries(1):
        client.get(f"{address}/..")


def test_a_bucket_out_of_reach_is_said_to_be_so(
    client: Client, site: Site, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    away = {"bucket": "out-of-reach", "incoming_bucket": "out-of-reach-too", "region": "us-west-2"}
    Site.objects.filter(pk=site.pk).update(hosting=Hosting.BUCKET, **away)
    response = client.get(f"{address}/XHQGMDH")
    assert (response.status_code, response["Cache-Control"], response["Retry-After"]) == (503, "no-store", "10")


def test_an_unknown_domain_is_404(client: Client, address: str) -> None:
    assert client.get("/sites/elsewhere.example.com/g/XHQGMDH").status_code == 404


def test_another_brands_page_is_404(client: Client, address: str) -> None:
    other = build.site(brand=make.brand())
    assert client.get(f"/sites/{other.brand.domain}/g/XHQGMDH").status_code == 404


def test_a_page_takes_no_posts(client: Client, address: str) -> None:
    assert client.post(f"{address}/XHQGMDH").status_code == 405
