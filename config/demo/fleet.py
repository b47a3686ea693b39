"""The fleet of the demo: one vessel, two brands, invented people, two log-ins. What is there already stays as it is."""

from datetime import date

from django.contrib.auth.models import Group

from bookings.models import Brand, User, Vessel
from calendar_sync.models import Feed
from crew.models import Person, Reach, Role
from crew.pay.models import Rate
from guests.models import HeaderShape, HeadingFace, Site

LOG_INS = {"owner": "demo-owner", "office": "demo-office"}
"""User name → password: known to all, for a demo that only this machine can reach."""

CENTS_PER_HOUR = {"captain": 45_00, "crew": 28_00, "hostess": 26_00}
ONE_CAPTAINS_OWN = 52_00

CREW = {
    "captain": [
        ("c-11", "Marisol Vega", "marisol@example.com", "+16195550111", Reach.BOTH),
        ("c-12", "Tom Ashworth", "tom@example.com", "", Reach.EMAIL),
        ("c-13", "Ingrid Solheim", "ingrid@example.com", "+16195550113", Reach.EMAIL),
    ],
    "crew": [
        ("c-21", "Dev Anand Rao", "dev@example.com", "+16195550121", Reach.EMAIL),
        ("c-22", "Kai Nakamura", "kai@example.com", "+16195550122", Reach.BOTH),
        ("c-23", "Rosa Delgado", "rosa@example.com", "", Reach.EMAIL),
    ],
    "hostess": [
        ("c-31", "Amelie Fournier", "amelie@example.com", "+16195550131", Reach.EMAIL),
        ("c-32", "Naomi Okafor", "naomi@example.com", "+16195550132", Reach.BOTH),
    ],
}
"""Role → people: SCC id, name, e-mail, mobile, told by."""


def build() -> Vessel:
    """Make whatever of the fleet is missing; return its vessel."""
    vessel, _ = Vessel.objects.get_or_create(
        name="JADA",
        defaults={
            "capacity": 48,
            "home_port": "San Diego",
            "time_zone": "America/Los_Angeles",
            "dock": "Harbor Island West, B dock, slip 12",
            "directions": "Park in the marina lot, walk past the fuel dock and wait at the B gate: we let you in.",
            "map_url": "https://www.openstreetmap.org/?mlat=32.7262&mlon=-117.2107#map=17/32.7262/-117.2107",
        },
    )
    Feed.objects.get_or_create(vessel=vessel, label="The office's own calendar")
    _brands()
    _crew()
    _log_ins()
    return vessel


def _brands() -> None:
    jada, _ = Brand.objects.get_or_create(
        domain="sailjada.com",
        defaults={
            "name": "Sail JADA",
            "phone": "+16195550100",
            "email": "hello@sailjada.example.com",
            "sender": "charters@sailjada.example.com",
            "languages": "en,es",
            "is_default": not Brand.objects.filter(is_default=True).exists(),
        },
    )
    Site.objects.get_or_create(
        brand=jada,
        defaults={"what_to_bring": "Soft-soled shoes\nA jacket: it is cooler on the water\nSunscreen and a hat"},
    )
    queen, _ = Brand.objects.get_or_create(
        domain="queenofsandiego.com",
        defaults={
            "name": "Queen of San Diego",
            "phone": "+16195550101",
            "email": "hello@queenofsandiego.example.com",
            "sender": "charters@queenofsandiego.example.com",
            "languages": "en,es",
        },
    )
    Site.objects.get_or_create(
        brand=queen,
        defaults={
            "ink": "#0b4a4f",
            "accent": "#ffb4a2",
            "paper": "#f4fbfa",
            "heading_face": HeadingFace.ROUNDED,
            "header_shape": HeaderShape.WAVE,
            "what_to_bring": "Flat shoes\nA warm layer for after sunset\nYour camera",
        },
    )


def _crew() -> None:
    for slug, people in CREW.items():
        role = Role.objects.get(slug=slug)
        _rate(role, None, CENTS_PER_HOUR[slug])
        for scc_id, name, email, mobile, channel in people:
            facts = {"name": name, "email": email, "mobile": mobile, "channel": channel}
            Person.objects.get_or_create(scc_id=scc_id, defaults=facts)
    _rate(Role.objects.get(slug="captain"), Person.objects.get(scc_id="c-11"), ONE_CAPTAINS_OWN)


def _rate(role: Role, person: Person | None, cents_per_hour: int) -> None:
    if not Rate.objects.filter(role=role, person=person).exists():
        Rate.objects.create(role=role, person=person, cents_per_hour=cents_per_hour, from_date=date(2020, 1, 1))


def _log_ins() -> None:
    for name, password in LOG_INS.items():
        if not User.objects.filter(username=name).exists():
            user = User.objects.create_user(name, password=password, is_staff=True, is_superuser=name == "owner")
            user.groups.add(Group.objects.get(name=name))
