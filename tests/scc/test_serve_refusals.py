"""What is refused: with which answer, with which field, and that it leaves nothing behind."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bookings.models import Booking, Brand
from bookings.outbox.models import Delivery
from crew.models import Person
from crew.scc.models import InboundEvent
from crew.scc.payload_in import MOST_BYTES
from tests import make
from tests.crew import build
from tests.scc.build import CANONICAL, OLDEST, SERVICE_KEY, Wire, jada, sailors, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOBODY: list[dict[str, str]] = [{"crewId": "c-17", "role": "captain"}, {"crewId": "c-99", "role": "crew"}]


@pytest.fixture(autouse=True)
def world() -> None:
    jada()
    sailors()


def stored() -> tuple[int, int, int]:
    return Booking.objects.count(), InboundEvent.objects.count(), Delivery.objects.count()


def refusal(answer: tuple[int, Any]) -> tuple[int, str]:
    """The status of a refusal and the field that it names."""
    return answer[0], answer[1]["error"]["field"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"eventName": None}, "eventName"),
        ({"eventName": " "}, "eventName"),
        ({"eventName": "x" * 121}, "eventName"),
        ({"eventName": "a\u0007b"}, "eventName"),
        ({"eventId": "x" * 65}, "eventId"),
        ({"eventId": "a\u0000b"}, "eventId"),
        ({"eventId": ["XHQGMDH"]}, "eventId"),
        ({"eventDate": None, "startsAt": None}, "eventDate"),
        ({"eventTime": None, "startsAt": None}, "eventTime"),
        ({"eventDate": "5 December"}, "eventDate"),
        ({"eventDate": "2026-02-30"}, "eventDate"),
        ({"eventDate": "0001-01-01"}, "eventDate"),
        ({"eventTime": "4.30 pm"}, "eventTime"),
        ({"eventTime": 1630}, "eventTime"),
        ({"startsAt": "2026-12-05T16:30:00"}, "startsAt"),
        ({"startsAt": "2026-12-05"}, "startsAt"),
        ({"startsAt": "9999-12-31T23:59:59+00:00"}, "startsAt"),
        ({"endsAt": "2026-12-05T16:30:00-08:00"}, "endsAt"),
        ({"vessel": "FLYING DUTCHMAN"}, "vessel"),
        ({"notes": "x" * 4001}, "notes"),
        ({"notes": "\ud800"}, "notes"),
        ({"crew_assignments": NOBODY}, "crew_assignments[1].crewId"),
        ({"crew_assignments": [{"crewId": "c-17", "role": "admiral"}]}, "crew_assignments[0].role"),
        ({"crew_assignments": [{"crewId": "c-17"}]}, "crew_assignments[0].role"),
        ({"crew_assignments": [{"crewId": "c-17", "role": "crew"}] * 2}, "crew_assignments[1]"),
        ({"crew_assignments": {"crewId": "c-17"}}, "crew_assignments"),
        ({"crew_assignments": ["c-17"]}, "crew_assignments[0]"),
        ({"crew_assignments": None, "crewIds": ["c-17", "c-99"]}, "crewIds[1]"),
        ({"crew_assignments": None, "crewIds": ["c-17"] * 51}, "crewIds"),
        ({"crew_assignments": None, "crewIds": "c-17"}, "crewIds"),
        ({"version": -1}, "version"),
        ({"version": 2**63}, "version"),
        ({"version": "three"}, "version"),
    ],
)
def test_a_bad_field_is_named_and_nothing_is_stored(wire: Wire, fields: dict[str, Any], field: str) -> None:
    assert refusal(wire.post(CANONICAL, **fields)) == (400, field)
    assert stored() == (0, 0, 0)


@pytest.mark.parametrize(("day", "clock"), [("2026-03-08", "02:30"), ("2026-11-01", "01:30")])
def test_a_local_time_that_is_none_or_two_is_asked_about(wire: Wire, day: str, clock: str) -> None:
    assert refusal(wire.post(OLDEST, eventDate=day, eventTime=clock)) == (400, "eventTime")
    status, shown = wire.post(OLDEST, startsAt=f"{day}T{clock}:00-08:00")
    assert (status, wire.patch(shown["eventId"], notes="Warm coats.")[1]["startsAt"]) == (201, shown["startsAt"])


def test_without_a_vessel_one_of_several_has_to_be_named(wire: Wire) -> None:
    make.vessel(name="OPAL")
    assert refusal(wire.post(OLDEST)) == (400, "vessel")


def test_without_a_default_among_several_brands_the_office_has_to_mark_one(wire: Wire) -> None:
    Brand.objects.update(is_default=False)
    assert wire.post(OLDEST)[0] == 201
    make.brand()
    status, refused = wire.post(OLDEST, eventDate="2026-12-06")
    assert (status, refused["error"]["message"].endswith("the office has to mark one as the default.")) == (400, True)


def test_somebody_who_does_not_sail_at_present_is_named(wire: Wire) -> None:
    Person.objects.filter(scc_id="c-18").update(active=False)
    assert refusal(wire.post(CANONICAL)) == (400, "crew_assignments[1]")
    assert stored() == (0, 0, 0)


def test_a_taken_slot_is_a_conflict_that_stores_nothing_and_tells_nobody(wire: Wire) -> None:
    wire.post(CANONICAL)
    told()
    before = stored()
    status, refused = wire.post(CANONICAL, eventId="OTHER12", eventName="Moonlight sail")
    assert (status, refused["error"]["code"], refused["error"]["field"]) == (409, "slot_taken", "startsAt")
    assert (stored(), told()) == (before, 0)


def test_a_person_on_another_charter_is_a_conflict_that_stores_nothing(wire: Wire) -> None:
    other = make.booking(vessel=make.vessel(), starts_at=make.NOON)
    build.assignment(other, Person.objects.get(scc_id="c-18"))
    before = stored()
    status, refused = wire.post(CANONICAL, startsAt="2026-12-05T12:30:00-08:00", endsAt=None)
    assert (status, refused["error"]["code"], refused["error"]["field"]) == (
        409,
        "person_overlap",
        "crew_assignments[1]",
    )
    assert stored() == before


def test_a_move_onto_another_charter_of_the_crew_is_a_conflict_that_changes_nothing(wire: Wire) -> None:
    _, shown = wire.post(CANONICAL)
    build.assignment(make.booking(vessel=make.vessel(), starts_at=make.NOON), Person.objects.get(scc_id="c-17"))
    assert wire.post(CANONICAL, startsAt="2026-12-05T13:00:00-08:00", endsAt=None, version=4)[0] == 409
    assert wire.get("XHQGMDH") == (200, shown)


def test_a_withdrawn_event_whose_slot_is_taken_stays_withdrawn(wire: Wire) -> None:
    wire.post(CANONICAL)
    wire.delete("XHQGMDH")
    wire.post(CANONICAL, eventId="OTHER12")
    assert wire.post(CANONICAL, version=4)[0] == 409
    assert wire.get("XHQGMDH")[1]["status"] == "cancelled"


@pytest.mark.parametrize("event_id", ["NOWHERE", "their-own", "x" * 65, "a%00b", "%ff"])
def test_an_unknown_event_is_not_found_by_any_verb(wire: Wire, event_id: str) -> None:
    assert [wire.get(event_id)[0], wire.patch(event_id)[0], wire.delete(event_id)[0]] == [404] * 3


def test_a_patch_of_one_event_in_the_name_of_another_is_refused(wire: Wire) -> None:
    wire.post(CANONICAL)
    assert refusal(wire.patch("XHQGMDH", eventId="OTHER12")) == (400, "eventId")
    assert wire.patch("XHQGMDH", eventId="xhqgmdh")[0] == 200


def test_a_patch_names_its_crew_whole(wire: Wire) -> None:
    wire.post(CANONICAL)
    assert refusal(wire.patch("XHQGMDH", crew_assignments=[{"crewId": "c-17"}])) == (400, "crew_assignments[0].role")


@pytest.mark.parametrize(
    "body", [b"", b"[", b"\xff\xfe", b"NaN", b"[" * 60_000, b"9" * 60_000, b"[]", b'"text"', b"null"]
)
def test_what_is_no_event_is_refused_with_reason(wire: Wire, body: bytes) -> None:
    answer = wire.client.post("/scc/events", body, content_type="application/json", headers=wire.headers)
    assert (answer.status_code, bool(answer.json()["error"]["message"])) == (400, True)


def test_a_body_takes_64_kilobytes_at_most(wire: Wire) -> None:
    fitting = json.dumps(CANONICAL | {"unknown": ""})
    filled = json.dumps(CANONICAL | {"unknown": "x" * (MOST_BYTES - len(fitting))})
    assert [wire.post(json.loads(text))[0] for text in (filled, filled.replace("xx", "xxx", 1))] == [201, 413]


def test_a_form_and_another_method_are_refused_as_json(wire: Wire) -> None:
    form = wire.client.post("/scc/events", {"eventName": "Sail"}, headers=wire.headers)
    wrong = wire.client.put("/scc/events", headers=wire.headers)
    assert [(form.status_code, form.json()["error"]["code"]), (wrong.status_code, wrong.json()["error"]["code"])] == [
        (415, "unsupported_media_type"),
        (405, "method_not_allowed"),
    ]


def test_no_answer_holds_an_amount_of_money(wire: Wire) -> None:
    notes = "Revenue: $840.75"
    answers = [
        wire.post(CANONICAL, notes=notes),
        wire.patch("XHQGMDH", crew_assignments=[{"crewId": "$45.00", "role": "captain"}]),
        wire.patch("XHQGMDH", version="$45.00"),
        wire.get("XHQGMDH"),
        wire.delete("XHQGMDH"),
    ]
    said = json.dumps(answers)
    assert [amount for amount in ("45", "25.00", "840", "hourlyRate", "USD") if amount in said] == []


WORDS = some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), some.text(max_size=70))
ANYTHING = some.recursive(WORDS, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner))
FIELDS = some.dictionaries(some.sampled_from(sorted(CANONICAL | OLDEST)), ANYTHING)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=FIELDS)
def test_whatever_a_field_holds_the_answer_is_one_that_is_documented(wire: Wire, fields: dict[str, Any]) -> None:
    body = json.dumps(CANONICAL | fields).encode("utf-8", "surrogatepass")
    for verb, path in (("post", "/scc/events"), ("patch", "/scc/events/XHQGMDH")):
        client = Client(REMOTE_ADDR="192.0.2.1")
        answer = getattr(client, verb)(path, body, "application/json", headers={"X-Service-Key": SERVICE_KEY})
        assert answer.status_code in (200, 201, 400, 404, 409, 429)
