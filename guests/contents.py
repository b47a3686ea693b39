"""Which objects make up one booking's place on its brand's domain, and where they lie."""

from collections.abc import Collection, Mapping
from datetime import datetime

from bookings.models import Brand
from bookings.outbox.targets import Facts, Wish
from guests.models import Hosting, Site
from guests.redirects import Leading, left_behind
from guests.uploads import script

STORED = "stored"
"""The one fact that no page shows: where the objects lie, how long the edge keeps them, what leads to the page."""
IN_CALENDAR = ("state", "title", "starts_at", "boards_at", "ends_at", "vessel", "dock", "language", "root", "code")
"""Facts that the calendar entry shows too."""


def complete(wishes: Mapping[str, Wish], *, now: datetime) -> dict[str, Wish]:
    """Add to what pages show (code → wish) how it is stored; in four queries."""
    shown = {code: wish.facts for code, wish in wishes.items() if wish.facts}
    sites = _sites({facts["brand"]["domain"] for facts in shown.values()})
    left = left_behind(shown, sites, now=now)
    return {
        code: _completed(facts, wishes[code].changes_at, sites[facts["brand"]["domain"]], left[code])
        for code, facts in shown.items()
    }


def apart(facts: Facts) -> tuple[Facts, Facts]:
    """Part facts into what the page shows, and how it is stored."""
    return {name: value for name, value in facts.items() if name != STORED}, facts.get(STORED, {})


def object_names(facts: Facts) -> set[str]:
    """Return the name (DOMAIN/KEY) of every object that stands for these facts, the whole site's script left out."""
    keys = [*facts["keys"], calendar_key(facts), *picture_keys(facts).values()]
    return {f"{facts['brand']['domain']}/{key}" for key in keys} | set(facts[STORED]["left"])


def calendar_key(facts: Facts) -> str:
    return f"{_stem(facts)}.ics"


def picture_keys(facts: Facts) -> dict[str, str]:
    """Return hash → key of every picture and thumbnail in its gallery."""
    hashes = (photo[size] for photo in facts["gallery"] for size in ("picture", "thumbnail"))
    return {each: f"{_stem(facts)}-{each}.jpg" for each in hashes}


def script_key(facts: Facts) -> str:
    return f"{_stem(facts).removesuffix(facts['code'])}{script.name()}"


def script_names(facts: Facts) -> set[str]:
    """Return the name (DOMAIN/KEY) of the site's script where the page names it, else nothing."""
    return {f"{facts['brand']['domain']}/{script_key(facts)}"} if facts["upload"]["open"] else set()


def in_calendar(facts: Facts | None) -> list[object]:
    """Return what the calendar entry shows of these facts: equal lists, equal entries but for the number."""
    return [(facts or {}).get(name) for name in IN_CALENDAR]


def _completed(facts: Facts, changes_at: datetime | None, site: Site, left: Mapping[str, Leading]) -> Wish:
    leads = {name: leading.address for name, leading in left.items()}
    moments = [changes_at, *(leading.until for leading in left.values())]
    return Wish(
        facts | {STORED: {"in": _hosting(site), "left": leads}},
        changes_at=min((moment for moment in moments if moment), default=None),
    )


def _hosting(site: Site) -> list[object]:
    """Return what makes every object be put anew when it changes, though its bytes stay the same."""
    return [site.bucket if site.hosting == Hosting.BUCKET else "", site.cache_seconds]


def _sites(domains: Collection[str]) -> dict[str, Site]:
    """Return domain → site; one with every default, not saved, where nobody has made one yet."""
    brands = Brand.objects.filter(domain__in=domains).select_related("site")
    return {brand.domain: Site.of(brand) for brand in brands}


def _stem(facts: Facts) -> str:
    """Return the key of its page without the extension: g/XHQGMDH."""
    return str(facts["keys"][0]).removesuffix(".html")
