"""Facts to bytes: one page that needs nothing else. Equal facts, equal bytes."""

import base64
import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from bookings.outbox.targets import Facts
from guests import dates
from guests.models import Site
from guests.phrases import PHRASES

TEMPLATES = tuple(f"guests/{name}" for name in ("page.html", "page.css", "_head.html", "_reach.html", "_ketch.svg"))
UNSEEN = {"keys", "design", "theme"}
"""Facts that make the page but are not of the charter: left out of the page's own data."""


def render(facts: Facts) -> bytes:
    """Return the page of `facts` (guests.facts), readable without scripts, images or a second request."""
    context = {
        **facts,
        "phrases": PHRASES[facts["language"]],
        "headline": PHRASES[facts["language"]][facts["state"]],
        "more": PHRASES[facts["language"]][f"{facts['state']}_more"],
        "upcoming": facts["state"] in ("held", "confirmed", "moved"),
        "when": _spoken_times(facts),
        "bring": [line.strip() for line in facts["texts"]["what_to_bring"].splitlines() if line.strip()],
        "qr": _qr(facts["code"]),
        "public": {name: value for name, value in facts.items() if name not in UNSEEN},
    }
    return _sealed("guests/page.html", context)


def render_missing(site: Site) -> bytes:
    """Return the page shown where a brand has none of that name."""
    language = site.brand.language_for("")
    context = {"phrases": PHRASES[language], "language": language, "theme": site.theme, "brand": site.brand}
    return _sealed("guests/missing.html", context)


def _sealed(template: str, context: dict[str, Any]) -> bytes:
    """Render with the style inline, and a policy that lets this very style in and nothing else run or load."""
    style = render_to_string("guests/page.css", {"theme": context["theme"]})
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    inline = {"style": mark_safe(style), "style_hash": mark_safe(f"sha256-{digest}")}  # noqa: S308  ours, theme escaped
    return render_to_string(template, context | inline).encode()


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


def _qr(code: str) -> SafeString:
    """Draw the code for the crew's phone at the gangway; dark on light whatever the brand's colours."""
    return mark_safe(segno.make_qr(code, error="m").svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S308
