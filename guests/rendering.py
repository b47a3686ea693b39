"""Facts to bytes: one page that needs nothing else. Equal facts, equal bytes."""

import base64
import hashlib
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from bookings import tokens
from bookings.outbox.targets import Facts
from guests import dates
from guests.models import Site
from guests.phrases import PHRASES
from guests.uploads import script
from guests.uploads.words import WORDS

PARTS: Final = ("page", "_head", "_brand", "_card", "_gallery", "_uploader", "_reach")
DRAWN: Final = ("_ketch.svg", "_swell.svg", "page.css", "uploader.css")
TEMPLATES: Final = tuple(f"guests/{name}" for name in (*(f"{part}.html" for part in PARTS), *DRAWN))

OF_THE_CHARTER: Final = (
    *("state", "code", "title", "slug", "language", "guest", "party_size", "guest_notes"),
    *("starts_at", "boards_at", "ends_at", "was_starts_at", "held_until", "time_zone"),
    *("vessel", "dock", "directions", "map_url", "brand"),
)
"""Facts that a page holds as data, too."""
CLOSED: Final[Facts] = {"open": False, "sends_to": ""}
NOT_FOR_ANYONE: Final[Facts] = {
    "code": "",
    "booking": None,
    "keys": [],
    "gallery": [],
    "upload": CLOSED,
}
"""What a page that can be guessed has in place of the facts that only its guests may see."""
UPCOMING: Final = ("held", "confirmed", "moved")
MASK = 4
"""Any of the eight is read alike; left to choose, segno draws all of them and spends most of a page's time on it."""


def render(facts: Facts, logo: str = "") -> bytes:
    """Return the page of `facts` (guests.facts), readable without scripts, images or a second request.

    `logo` is the site's, a data: address; of it the facts hold the fingerprint alone.
    """
    phrases, state = PHRASES[facts["language"]], facts["state"]
    words = facts["texts"]
    context = {
        **facts,
        "logo": logo,
        "phrases": phrases,
        "headline": phrases[state],
        "more": phrases[f"{state}_more"],
        "own_words": words["welcome"] if state in UPCOMING else words["thanks"] if state == "thanks" else "",
        "upcoming": state in UPCOMING,
        "certain": state in ("confirmed", "moved"),
        "when": _spoken_times(facts),
        "bring": [line.strip() for line in words["what_to_bring"].splitlines() if line.strip()],
        "qr": _qr(facts["code"]),
        "public": {name: facts[name] for name in OF_THE_CHARTER},
    }
    return _sealed("guests/page.html", context | _uploader(facts), facts["upload"])


def render_for_anyone(facts: Facts, logo: str = "") -> bytes:
    """Return the page for an address that can be guessed: when and where, and not the code nor what goes with it."""
    return render(facts | NOT_FOR_ANYONE, logo)


def render_missing(site: Site) -> bytes:
    """Return the page shown where a brand has none of that name."""
    language = site.brand.language_for("")
    context = {"phrases": PHRASES[language], "language": language, "theme": site.theme, "brand": site.brand}
    return _sealed("guests/missing.html", context | {"logo": site.logo})


def _sealed(template: str, context: dict[str, Any], upload: Facts = CLOSED) -> bytes:
    """Render with the style inline, and a policy that lets in this very style, the uploader if open, and no more."""
    style, digest = _style(upload["open"], **context["theme"])
    return render_to_string(template, context | {"style": style, "policy": _policy(digest, upload)}).encode()


def _policy(style: str, upload: Facts) -> str:
    alone = f"default-src 'none'; style-src '{style}'; img-src 'self' data:; base-uri 'none'"
    if not upload["open"]:
        return f"{alone}; form-action 'none'"
    sends_to = " ".join(filter(None, ("'self'", upload["sends_to"])))
    return f"{alone}; form-action 'self'; script-src 'self'; connect-src {sends_to}"


@lru_cache(maxsize=64)
def _style(uploader: bool, **theme: str) -> tuple[SafeString, str]:
    """Return a brand's style, and its hash as a policy names it."""
    style = render_to_string("guests/page.css", {"theme": theme, "uploader": uploader})
    return mark_safe(style), hash_of(style)  # noqa: S308  ours, the theme escaped


def hash_of(style: str) -> str:
    """Return the hash by which a policy lets in this very style."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _uploader(facts: Facts) -> dict[str, Any]:
    if not facts["upload"]["open"]:
        return {}
    return {
        "token": tokens.make("upload", facts["booking"]),
        "uploader_words": WORDS[facts["language"]],
        "script_url": facts["root"] + script.name(),
        "script_integrity": script.integrity(),
    }


def _spoken_times(facts: Facts) -> dict[str, str]:
    """Say every time of the page in its language, on the dock's clock."""
    language, zone = facts["language"], ZoneInfo(facts["time_zone"])
    starts, boards, ends = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "boards_at", "ends_at"))
    spoken = {
        "day": dates.long_date(boards, language),
        "year": str(boards.year),
        "boards": dates.clock_time(boards, language),
        "sails": dates.clock_time(starts, language),
        "returns": dates.clock_time(ends, language),
        "zone": starts.astimezone(zone).tzname() or facts["time_zone"],
    }
    if ends.date() != starts.date():
        spoken["returns"] = dates.date_and_time(ends, language)
    for name, moment in (("was", facts["was_starts_at"]), ("held_until", facts["held_until"])):
        spoken[name] = dates.date_and_time(datetime.fromisoformat(moment), language) if moment else ""
    return spoken


@lru_cache(maxsize=2048)
def _qr(code: str) -> SafeString:
    """Draw the code for the crew's phone at the gangway; dark on light whatever the brand's colours."""
    if not code:
        return mark_safe("")
    drawn = segno.make_qr(code, error="m", version=1, mask=MASK)
    return mark_safe(drawn.svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S308
