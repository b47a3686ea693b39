import pytest
from django.test import Client

from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    """Where a published page is served, without its name."""
    site = build.site(cache_seconds=60)
    build.charter(brand=site.brand, code="XHQGMDH", slug="smith-sail")
    build.publish()
    return f"/sites/{site.brand.domain}/g"


@pytest.mark.parametrize("name", ["XHQGMDH", "xhqgmdh", "XHQGMDH/", "XHQGMDH.html", "smith-sail", "Smith-Sail"])
def test_every_spelling_answers_with_the_page(client: Client, address: str, name: str) -> None:
    response = client.get(f"{address}/{name}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"Your charter is confirmed" in response.content


def test_a_page_may_be_kept_by_the_edge_and_not_by_a_browser(client: Client, address: str) -> None:
    response = client.get(f"{address}/XHQGMDH")
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == (
        "public, max-age=0, must-revalidate, s-maxage=60",
        "noindex",
    )


def test_a_page_answers_with_its_own_policy_alone(client: Client, address: str) -> None:
    assert "Content-Security-Policy" not in client.get(f"{address}/XHQGMDH")


def test_who_has_the_bytes_is_not_sent_them_again(client: Client, address: str) -> None:
    etag = client.get(f"{address}/XHQGMDH")["ETag"]
    again = client.get(f"{address}/XHQGMDH", headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("name", ["BCDFGHJ", "presign", "index.html", "..%2fsecret"])
def test_an_unknown_name_is_a_friendly_404(client: Client, address: str, name: str) -> None:
    response = client.get(f"{address}/{name}")
    assert response.status_code == 404
    assert b"There is no page here" in response.content


def test_an_unknown_domain_is_404(client: Client, address: str) -> None:
    assert client.get("/sites/elsewhere.example.com/g/XHQGMDH").status_code == 404


def test_another_brands_page_is_404(client: Client, address: str) -> None:
    other = build.site(brand=make.brand())
    assert client.get(f"/sites/{other.brand.domain}/g/XHQGMDH").status_code == 404


def test_a_page_takes_no_posts(client: Client, address: str) -> None:
    assert client.post(f"{address}/XHQGMDH").status_code == 405
