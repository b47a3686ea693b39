import base64
import gzip
import hashlib
import html
import json
import re
from random import Random
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import tokens
from bookings.models import Stage
from bookings.outbox.targets import Facts
from guests.models import Site
from guests.phrases import PHRASES
from guests.rendering import render, render_for_anyone, render_missing
from guests.uploads import script
from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db

ATTACK = """</script></style><script>alert(1)</script><img src=x onerror="alert(2)">'{{ 7|add:7 }}"""
LARGEST = 14 * 1024
STATES = ("held", "confirmed", "moved", "cancelled", "thanks")
LOGO = "data:image/png;base64," + "A" * 26_000
SENDS_TO = "https://incoming-1.s3.us-west-2.amazonaws.com"
PHOTOS = [
    {"picture": f"{number:016x}", "thumbnail": f"{number + 99:016x}", "width": 2560, "height": 1707}
    for number in range(1, 31)
]


def page(**fields: object) -> str:
    return render(build.shown(build.charter(**fields))).decode()


def facts_of(state: str, **fields: object) -> Facts:
    """The facts of a charter in that state, whatever the clock says."""
    was = "2026-12-04T09:00:00-08:00" if state == "moved" else None
    until = "2026-11-27T09:00:00-08:00" if state == "held" else None
    return build.shown(build.charter(**fields)) | {"state": state, "was_starts_at": was, "held_until": until}


def policy_of(page: bytes) -> dict[str, str]:
    """Its Content-Security-Policy, directive → sources."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.decode())
    assert found
    directives = (directive.partition(" ") for directive in html.unescape(found[1]).split("; "))
    return {name: sources for name, _, sources in directives}


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
    whole = render(facts_of("confirmed"))
    style = re.search(r"<style>(.*?)</style>", whole.decode(), re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy_of(whole) == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@pytest.mark.parametrize(("origin", "connects"), [("", "'self'"), (SENDS_TO, f"'self' {SENDS_TO}")])
def test_with_the_uploader_its_script_may_run_and_send_where_photos_go(origin: str, connects: str) -> None:
    policy = policy_of(render(facts_of("confirmed") | {"upload": {"open": True, "sends_to": origin}}))
    added = {name: policy[name] for name in ("script-src", "connect-src", "form-action")}
    assert added == {"script-src": "'self'", "connect-src": connects, "form-action": "'self'"}


def test_the_uploader_has_the_bookings_token_and_the_very_script_beside_the_page() -> None:
    shown = facts_of("thanks") | {"upload": {"open": True, "sends_to": ""}}
    whole = render(shown).decode()
    token = tokens.make("upload", shown["booking"])
    assert re.findall(r'name="token" value="([^"]*)"', whole) == [token]
    assert re.findall(r'<script defer src="([^"]*)" integrity="([^"]*)"', whole) == [
        (shown["root"] + script.name(), script.integrity())
    ]


def test_a_page_needs_no_second_request() -> None:
    assert re.findall(r'src="(?!data:)[^"]*"|<link(?! rel="icon" href="data:,")|url\(', page()) == []


@pytest.mark.parametrize("language", PHRASES)
@pytest.mark.parametrize("uploader", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_a_page_fits_the_first_flight_of_packets(state: str, uploader: bool, language: str) -> None:
    """With all that a brand may say, in letters that no packing makes smaller."""
    said, bring = ("".join(Random(size).choices(ascii_letters + " ", k=size)) for size in (600, 1200))
    brand = make.brand(languages=language)
    build.site(brand=brand, welcome=said, what_to_bring=bring, thanks=said)
    vessel = make.vessel(directions=said, map_url="https://maps.example.com/b-dock")
    shown = facts_of(state, brand=brand, vessel=vessel, guest_notes=said)
    assert len(gzip.compress(render(shown | {"upload": {"open": uploader, "sends_to": SENDS_TO}}))) <= LARGEST


def test_the_entry_for_the_calendar_lies_beside_the_page() -> None:
    shown = facts_of("confirmed")
    assert f'href="{shown["root"]}{shown["code"]}.ics"' in render(shown).decode()


@pytest.mark.parametrize("state", ["held", "cancelled", "thanks"])
def test_nobody_puts_in_their_calendar_what_is_not_certain(state: str) -> None:
    assert ".ics" not in render(facts_of(state)).decode()


def test_each_photo_opens_whole_and_may_be_asked_away() -> None:
    shown = facts_of("thanks") | {"gallery": PHOTOS[:1]}
    whole, code = render(shown).decode(), shown["code"]
    picture, thumbnail = (f"{code}-{PHOTOS[0][name]}" for name in ("picture", "thumbnail"))
    assert re.findall(r'<a[^>]* href="([^"]*\.jpg|/g/[^"]*)"', whole) == [
        f"{shown['root']}{picture}.jpg",
        f"/g/upload/remove/{picture}",
    ]
    assert re.findall(r"<img [^>]*>", whole) == [
        f'<img src="{shown["root"]}{thumbnail}.jpg" width="2560" height="1707" '
        'loading="lazy" decoding="async" alt="Photo 1">'
    ]


def test_a_logo_stands_for_the_name_and_says_it() -> None:
    shown = facts_of("confirmed")
    assert f'<img src="{LOGO}" alt="{shown["brand"]["name"]}">' in render(shown, LOGO).decode()


def test_a_brand_speaks_in_its_own_words_before_and_after() -> None:
    site = build.site(welcome="Ahoy & welcome!", thanks="Come again, sailors.")
    said = {
        state: [words for words in ("Ahoy &amp; welcome!", "Come again, sailors.") if words in whole]
        for state in STATES
        if (whole := render(facts_of(state, brand=site.brand)).decode())
    }
    assert said == {
        "held": ["Ahoy &amp; welcome!"],
        "confirmed": ["Ahoy &amp; welcome!"],
        "moved": ["Ahoy &amp; welcome!"],
        "cancelled": [],
        "thanks": ["Come again, sailors."],
    }


@pytest.mark.parametrize("state", STATES)
def test_what_can_be_guessed_leads_to_nothing_of_the_guests(state: str) -> None:
    """No code in any letters, no photo, no token, no script, nothing to open but a map, a telephone and a letter."""
    vessel = make.vessel(map_url="https://maps.example.com/b-dock")
    shown = facts_of(state, vessel=vessel, slug="smith-sail", title="Smith sail")
    shown |= {"gallery": PHOTOS, "upload": {"open": True, "sends_to": SENDS_TO}}
    whole = render_for_anyone(shown).decode()
    secrets = [shown["code"], tokens.make("upload", shown["booking"]), *(photo["picture"] for photo in PHOTOS)]
    assert [secret for secret in secrets if secret.casefold() in whole.casefold()] == []
    links = re.findall(r'(?:href|src|action)="([^"]*)"', whole)
    assert {link.partition(":")[0] for link in links} <= {"data", "tel", "mailto", "https"}
    assert [mark for mark in ('class="segno"', "<form", ".ics", ".jpg", "<script defer") if mark in whole] == []


@pytest.mark.parametrize("language", PHRASES)
def test_a_page_that_can_be_guessed_says_where_the_rest_is(language: str) -> None:
    whole = render_for_anyone(facts_of("confirmed", brand=make.brand(languages=language))).decode()
    assert PHRASES[language]["rest_in_mail"] in whole


def test_every_language_has_every_phrase() -> None:
    missing = {language: set(PHRASES["en"]) ^ set(phrases) for language, phrases in PHRASES.items()}
    assert missing == {"en": set(), "es": set()}


def test_the_data_in_the_page_is_the_charters_public_facts() -> None:
    shown = build.shown(build.charter())
    ours = ("booking", "texts", "theme", "root", "keys", "upload", "gallery", "design")
    assert data(render(shown).decode()) == {name: value for name, value in shown.items() if name not in ours}


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
    whole = render(facts_of(state)).decode()
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


def test_whatever_is_written_the_page_keeps_its_shape() -> None:
    """The same elements with any text as with plain words, and the data reads back as it was."""
    shown = facts_of("confirmed") | {"guest_notes": "Words."}
    elements = re.findall(r"<\w+", render(shown).decode())

    @given(st.text(max_size=200), st.text(max_size=200))
    def holds(title: str, notes: str) -> None:
        written = {"title": title, "guest_notes": "Words. " + " ".join(notes.split())}
        whole = render(shown | written).decode()
        assert re.findall(r"<\w+", whole) == elements
        assert written.items() <= data(whole).items()

    holds()
