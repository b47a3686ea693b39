"""The fleet of the demo: one vessel, two brands, invented people, two log-ins. What is there already stays as it is."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import Group

from bookings.models import Brand, User, Vessel
from calendar_sync.models import Feed
from crew.checklists.models import Phase, Template
from crew.models import ManningRule, Person, QuietHours, Reach, Role
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

JADA_BRING = {
    "en": "Soft-soled shoes\nA jacket: it is cooler on the water\nSunscreen and a hat",
    "es": "Zapatos de suela blanda\nUna chaqueta: en el agua refresca\nProtector solar y gorra",
}
QUEEN_BRING = {
    "en": "Flat shoes\nA warm layer for after sunset\nYour camera",
    "es": "Zapatos planos\nAlgo de abrigo para después del atardecer\nSu cámara",
}

MANNING = [("captain", 0, 1), ("crew", 0, 1), ("crew", 25, 2), ("hostess", 0, 1)]
"""Role, from so many guests on, so many are needed."""

CHECKLISTS: dict[str, list[tuple[Phase, str]]] = {
    "": [
        (Phase.PREPARE, "Weather and harbor traffic read out"),
        (Phase.PREPARE, "Life jackets counted and within reach"),
        (Phase.BOARD, "Guests welcomed by name, shoes checked"),
        (Phase.UNDER_WAY, "Safety talk given"),
        (Phase.SECURE, "Lost property looked for"),
    ],
    "captain": [
        (Phase.PREPARE, "Engine, bilge and fuel checked"),
        (Phase.PREPARE, "Radio check on 16"),
        (Phase.SECURE, "Log signed"),
    ],
    "crew": [(Phase.PREPARE, "Lines and fenders ready"), (Phase.SECURE, "Sails stowed, shore power on")],
    "hostess": [(Phase.PREPARE, "Ice, water and glasses aboard"), (Phase.SECURE, "Galley clean, fridge off")],
}
"""Role, "" for all who sail → what they tick."""


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
    QuietHours.objects.all().delete()  # whoever tries the demo at night wants to see it work
    _brands()
    _crew()
    _manning(vessel)
    _checklists(vessel)
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
    _site(jada, bring=JADA_BRING)
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
    look = {"ink": "#0b4a4f", "accent": "#ffb4a2", "paper": "#f4fbfa"}
    shape = {"heading_face": HeadingFace.ROUNDED, "header_shape": HeaderShape.WAVE}
    _site(queen, bring=QUEEN_BRING, **look, **shape)


def _site(brand: Brand, *, bring: Mapping[str, str], **look: str) -> None:
    site, _ = Site.objects.get_or_create(brand=brand, defaults=look)
    for language, text in bring.items():
        site.texts.get_or_create(language=language, defaults={"what_to_bring": text})


def _crew() -> None:
    for slug, people in CREW.items():
        role = Role.objects.get(slug=slug)
        _rate(role, None, CENTS_PER_HOUR[slug])
        for scc_id, name, email, mobile, channel in people:
            facts = {"name": name, "email": email, "mobile": mobile, "channel": channel}
            person, _ = Person.objects.get_or_create(scc_id=scc_id, defaults=facts)
            person.roles.add(role)
    _rate(Role.objects.get(slug="captain"), Person.objects.get(scc_id="c-11"), ONE_CAPTAINS_OWN)


def _manning(vessel: Vessel) -> None:
    for slug, party_from, count in MANNING:
        role = Role.objects.get(slug=slug)
        ManningRule.objects.get_or_create(vessel=vessel, role=role, party_from=party_from, defaults={"count": count})


def _checklists(vessel: Vessel) -> None:
    for slug, items in CHECKLISTS.items():
        role = Role.objects.filter(slug=slug).first()
        name = f"{vessel}, {role.name.lower() if role else 'everyone'}"
        template, made = Template.objects.get_or_create(name=name, defaults={"vessel": vessel, "role": role})
        for order, (phase, text) in enumerate(items if made else ()):
            template.items.create(phase=phase, text=text, order=order)


def _rate(role: Role, person: Person | None, cents_per_hour: int) -> None:
    if not Rate.objects.filter(role=role, person=person).exists():
        Rate.objects.create(role=role, person=person, cents_per_hour=cents_per_hour, from_date=date(2020, 1, 1))


def _log_ins() -> None:
    for name, password in LOG_INS.items():
        if not User.objects.filter(username=name).exists():
            user = User.objects.create_user(name, password=password, is_staff=True, is_superuser=name == "owner")
            user.groups.add(Group.objects.get(name=name))
