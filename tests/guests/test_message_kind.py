"""Which message, if any: a table of what someone was told against how things stand. No database."""

import pytest

from bookings.outbox.targets import Facts
from guests.notices import message_kind
from guests.posting import Way
from guests.wording import Kind

FACTS: Facts = {
    "stage": "confirmed",
    "starts_at": "2026-12-05T12:00:00-08:00",
    "boards_at": "2026-12-05T11:45:00-08:00",
    "vessel": "JADA",
    "dock": "Pier 1, slip 4",
    "domain": "sail.example.com",
    "held_until": None,
    "language": "en",
    "to": "nora@example.com",
    "sms": "",
    "eve": False,
    "gallery": False,
}
HELD, CANCELLED, EVE = ({**FACTS, **change} for change in ({"stage": "hold"}, {"stage": "cancelled"}, {"eve": True}))
LATER = FACTS | {"starts_at": "2026-12-05T13:00:00-08:00", "boards_at": "2026-12-05T12:45:00-08:00"}
BOARDS_EARLIER = FACTS | {"boards_at": "2026-12-05T11:30:00-08:00"}
GALLERY = EVE | {"gallery": True}
NEW_ADDRESS, NEW_DOMAIN = FACTS | {"to": "n@example.com"}, FACTS | {"domain": "queen.example.com"}


@pytest.mark.parametrize(
    ("told", "facts", "kind"),
    [
        (None, HELD, Kind.HOLD),
        (None, FACTS, Kind.CONFIRMED),
        (None, EVE, Kind.CONFIRMED),
        (None, CANCELLED, None),
        (None, None, None),
        (HELD, FACTS, Kind.CONFIRMED),
        (HELD, CANCELLED, Kind.CANCELLED),
        (HELD, None, Kind.LAPSED),
        (HELD, HELD | {"held_until": "2026-11-30T09:00:00-08:00"}, None),
        (FACTS, FACTS, None),
        (FACTS, LATER, Kind.MOVED),
        (FACTS, BOARDS_EARLIER, Kind.MOVED),
        (FACTS, LATER | {"vessel": "Queen"}, Kind.MOVED),
        (FACTS, FACTS | {"vessel": "Queen"}, Kind.PLACE),
        (FACTS, FACTS | {"dock": "Pier 2"}, Kind.PLACE),
        (FACTS, FACTS | {"language": "es"}, None),
        (FACTS, EVE, Kind.EVE),
        (EVE, FACTS, None),
        (EVE, LATER, Kind.MOVED),
        (FACTS, NEW_ADDRESS, Kind.CONFIRMED),
        (FACTS, NEW_DOMAIN, Kind.CONFIRMED),
        (FACTS, CANCELLED, Kind.CANCELLED),
        (FACTS, CANCELLED | {"to": "n@example.com"}, Kind.CANCELLED),
        (FACTS, None, None),
        (CANCELLED, CANCELLED, None),
        (CANCELLED, FACTS, Kind.CONFIRMED),
        (CANCELLED, None, None),
        (None, GALLERY, None),
        (EVE, GALLERY, Kind.GALLERY),
        (FACTS, GALLERY | {"to": "n@example.com", "dock": "Pier 2"}, Kind.GALLERY),
        (GALLERY, GALLERY | {"dock": "Pier 2"}, None),
        (CANCELLED, GALLERY, None),
    ],
)
def test_what_is_said_follows_from_what_was_told(told: Facts | None, facts: Facts | None, kind: Kind | None) -> None:
    assert message_kind(told, facts) == kind


PHONE, OTHER_PHONE = {"sms": "+16195550123"}, {"sms": "+16195550124"}
BY_PHONE, BY_OTHER_PHONE = FACTS | PHONE | {"to": ""}, FACTS | OTHER_PHONE | {"to": ""}


@pytest.mark.parametrize(
    ("told", "facts", "email", "sms"),
    [
        (None, FACTS | PHONE, Kind.CONFIRMED, Kind.CONFIRMED),
        (FACTS, FACTS | PHONE, None, None),
        (FACTS | PHONE, FACTS | OTHER_PHONE, None, None),
        (FACTS | PHONE, NEW_ADDRESS | PHONE, Kind.CONFIRMED, None),
        (FACTS | PHONE, NEW_ADDRESS | OTHER_PHONE, Kind.CONFIRMED, Kind.CONFIRMED),
        (FACTS | PHONE, LATER | PHONE, Kind.MOVED, Kind.MOVED),
        (FACTS | PHONE, LATER | PHONE | {"to": "n@example.com"}, Kind.CONFIRMED, Kind.MOVED),
    ],
)
def test_only_who_reads_at_a_new_address_is_told_afresh(
    told: Facts | None, facts: Facts, email: Kind | None, sms: Kind | None
) -> None:
    assert (message_kind(told, facts, Way.EMAIL), message_kind(told, facts, Way.SMS)) == (email, sms)


@pytest.mark.parametrize(
    ("told", "facts", "kind"),
    [
        (BY_PHONE, BY_PHONE, None),
        (BY_PHONE, BY_OTHER_PHONE, Kind.CONFIRMED),
        (FACTS | PHONE, BY_PHONE, None),
        (FACTS, BY_PHONE, Kind.CONFIRMED),
    ],
)
def test_who_has_a_telephone_alone_is_known_by_it(told: Facts, facts: Facts, kind: Kind | None) -> None:
    assert message_kind(told, facts, Way.SMS) == kind
