import base64
import gzip
import hashlib
import html
import json
import re

import pytest

from bookings.models import Stage
from guests.models import Site
from guests.rendering import render, render_missing
from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db

ATTACK = """</script></style><script>alert(1)</script><img src=x onerror="alert(2)">'{{ 7|add:7 }}"""
LARGEST = 14 * 1024


def page(**fields: object) -> str:
    return render(build.shown(build.charter(**fields))).decode()


def data(page: str) -> dict[str, object]:
    """The page's own facts, as a script would read them."""
    found = re.search(r'<script id="booking" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


def test_equal_facts_are_equal_bytes() -> None:
    shown = build.shown(build.charter())
    assert render(shown) == render(shown)


def test_text_of_others_is_inert_wherever_it_stands() -> None:
    brand = make.brand(name="Sail <script>alert(3)</script>")
    site = build.site(brand=brand, what_to_bring=ATTACK)
    vessel = make.vessel(name="<b>JADA</b>", dock=ATTACK[:120], directions=ATTACK)
    attacked = page(brand=site.brand, vessel=vessel, title=ATTACK[:120], guest_notes=ATTACK)
    assert re.findall(r"<script[^>]*>", attacked) == ['<script id="booking" type="application/json">']
    assert [tag for tag in ("<img", "<b>", 'onerror="') if tag in attacked] == []
    assert data(attacked)["guest_notes"] == ATTACK


def test_only_the_pages_own_style_may_load() -> None:
    whole = page()
    style = re.search(r"<style>(.*?)</style>", whole, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', whole)
    assert style
    assert policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert html.unescape(policy[1]) == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
    )


def test_a_page_needs_no_second_request() -> None:
    assert re.findall(r'(?:src|href)="(?!data:|tel:|mailto:)[^"]*"|url\(', page()) == []


def test_a_page_fits_the_first_flight_of_packets() -> None:
    notes = "Ring the bell twice, and mind the third plank of the dock. " * 20
    assert len(gzip.compress(render(build.shown(build.charter(guest_notes=notes))))) <= LARGEST


def test_the_data_in_the_page_is_the_public_facts() -> None:
    shown = build.shown(build.charter())
    assert data(render(shown).decode()) == {
        name: value for name, value in shown.items() if name not in ("keys", "design", "theme")
    }


def test_nothing_of_the_office_or_the_crew_reaches_a_page() -> None:
    secrets = {"crew_notes": "Captain fee 250", "internal_notes": "Revenue 840.75", "external_ref": "OUT-4711"}
    whole = page(**secrets)
    assert [words for words in secrets.values() if words in whole] == []


def test_two_brands_look_like_two_brands() -> None:
    jada, queen = build.site(), build.queen()
    pages = [page(brand=site.brand) for site in (jada, queen)]
    assert [re.findall(r'<body class="([^"]*)"', one)[0] for one in pages] == [
        "serif rule confirmed",
        "rounded wave confirmed",
    ]
    assert [re.findall(r"--ink: (#\w{6})", one)[0] for one in pages] == ["#0b1f3a", "#06474c"]


def test_a_held_page_has_no_boarding_card() -> None:
    assert "Boarding card" not in page(stage=Stage.HOLD)


@pytest.mark.parametrize(
    ("state", "headline", "struck"),
    [
        ("held", "We are holding this date for you", []),
        ("confirmed", "Your charter is confirmed", []),
        ("moved", "Your charter has a new time", ["Fri 4 Dec, 9:00 am"]),
        ("cancelled", "Your charter is cancelled", ["Saturday 5 December", "12:00 pm"]),
        ("thanks", "Thank you for sailing with us", []),
    ],
)
def test_each_state_says_so_first(state: str, headline: str, struck: list[str]) -> None:
    was = "2026-12-04T09:00:00-08:00" if state == "moved" else None
    whole = render(build.shown(build.charter()) | {"state": state, "was_starts_at": was}).decode()
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", whole)[0] == headline
    assert [re.sub(r"<[^>]*>", "", words) for words in re.findall(r"<s>(.*?)</s>", whole)] == struck


def test_a_guest_who_reads_spanish_reads_spanish() -> None:
    spanish = page(brand=make.brand(languages="en,es"), client=make.client(language="es"))
    assert re.findall(r'<html lang="(\w+)">|<time[^>]*>(\w+ \d+ de \w+)</time>', spanish) == [
        ("es", ""),
        ("", "sábado 5 de diciembre"),
    ]


def test_a_missing_page_says_what_to_do_in_the_brands_own_look() -> None:
    missing = render_missing(Site.of(make.brand())).decode()
    assert re.findall(r"<h1>(.*?)</h1>", missing) == ["There is no page here"]
