"""The write-only address that a phone sends its queue to."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import tokens
from crew import actions as crew_actions
from crew.checklists.entitlement import write_token
from crew.checklists.models import TemplateItem, Tick
from crew.models import Assignment
from tests import make
from tests.checklists import build
from tests.crew import build as crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def entry(place: Assignment, item: TemplateItem, **fields: Any) -> dict[str, Any]:
    made_at = make.NOW.isoformat().replace("+00:00", ".000Z")
    defaults = {"id": str(uuid4()), "item": item.pk, "code": place.booking.code, "ticked": True, "made_at": made_at}
    return defaults | fields


def send(token: str, *entries: Any, **fields: Any) -> Any:
    """Post a queue as a phone does: without any cookie, and without a form's token."""
    body = {"token": token, "ticks": list(entries)} | fields
    return Client(enforce_csrf_checks=True).post("/crew/ticks", json.dumps(body), content_type="application/json")


def test_a_queue_is_saved_with_no_session_at_all() -> None:
    place, (bilge, fuel) = crew.assignment(), build.items("Bilge", "Fuel")
    entries = [entry(place, bilge), entry(place, fuel)]
    response = send(write_token(place), *entries, device="phone-1")
    assert (response.status_code, response.json()) == (200, {"saved": [one["id"] for one in entries], "refused": []})
    assert build.done(place) == ["Bilge", "Fuel"]
    assert [(tick.person, tick.device) for tick in Tick.objects.all()] == [(place.person, "phone-1")] * 2


def test_a_queue_sent_twice_is_saved_once() -> None:
    place, item = crew.assignment(), build.item()
    one = entry(place, item)
    assert [send(write_token(place), one).json()["saved"] for _ in range(2)] == [[one["id"]]] * 2
    assert Tick.objects.count() == 1


def test_a_queue_is_taken_when_session_and_place_are_gone(now: time_machine.Traveller) -> None:
    place, item = crew.assignment(), build.item()
    token, one = write_token(place), entry(place, item)
    now.move_to(make.NOW + timedelta(days=13))
    crew_actions.unassign(place, by=make.STAFF, at=make.NOW)
    assert (send(token, one).json()["saved"], Tick.objects.count()) == ([one["id"]], 1)


def test_a_tick_that_is_not_taken_says_why() -> None:
    place, item = crew.assignment(), build.item()
    old = entry(place, item, made_at="2026-10-01T12:00:00Z")
    assert send(write_token(place), old).json() == {
        "saved": [],
        "refused": [{"id": old["id"], "why": "It was made more than 14 days ago."}],
    }


def forged(place: Assignment) -> list[str]:
    other = crew.assignment()
    return [
        "",
        "nonsense",
        tokens.make("crew-link", place.person_id, place.pk),  # good, but for another door
        tokens.make("crew-ticks", place.person_id),
        tokens.make("crew-ticks", other.person_id, place.pk),  # nobody we ever gave one to
        tokens.make("crew-ticks", 2**70, 2**70)[:64],
    ]


def test_a_forged_token_writes_nothing_and_learns_nothing() -> None:
    place, item = crew.assignment(), build.item()
    answers = [send(token, entry(place, item)) for token in forged(place)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(403, {"saved": [], "refused": []})] * 6
    assert Tick.objects.count() == 0


def test_a_token_of_one_charter_ticks_on_no_other() -> None:
    mine, theirs, item = crew.assignment(), crew.assignment(), build.item()
    answer = send(write_token(mine), entry(theirs, item)).json()
    assert (answer["saved"], answer["refused"][0]["why"]) == ([], "You were not on this charter then.")
    assert Tick.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "1"},
        {"id": 1},
        {"item": "1"},
        {"item": None},
        {"ticked": 1},
        {"made_at": "yesterday"},
        {"made_at": "2026-11-25T17:00:00"},  # by no clock that we know
        {"made_at": "9999-12-31T23:59:59-08:00"},
        {"code": 7},
    ],
)
def test_what_cannot_be_read_is_refused_and_holds_up_nothing(wrong: dict[str, Any]) -> None:
    place, item = crew.assignment(), build.item()
    good, bad = entry(place, item), entry(place, item) | wrong
    answer = send(write_token(place), bad, good).json()
    assert (answer["saved"], [refusal["why"] for refusal in answer["refused"]]) == (
        [good["id"]],
        ["It cannot be read."],
    )


@pytest.mark.parametrize("entries", [["bilge"], [None], [[]]])
def test_entries_that_are_none_are_refused(entries: list[Any]) -> None:
    assert send(write_token(crew.assignment()), *entries).json() == {
        "saved": [],
        "refused": [{"id": "", "why": "It cannot be read."}],
    }


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"token": 1, "ticks": []}', b'{"token": ""}', b"\xff", b"[" * 60_000]
)
def test_a_body_that_is_no_queue_is_refused(client: Client, body: bytes) -> None:
    assert client.post("/crew/ticks", body, content_type="application/json").status_code == 400


def test_a_phones_name_is_plain_characters() -> None:
    place, item = crew.assignment(), build.item()
    assert send(write_token(place), entry(place, item), device="\x00\ud800phone-1" + "x" * 99).status_code == 200
    assert Tick.objects.get().device == "phone-1" + "x" * 29


def test_a_queue_has_bounds() -> None:
    place, item = crew.assignment(), build.item()
    most = [entry(place, item) for _ in range(201)]
    assert (send(write_token(place), *most).status_code, send(write_token(place), *most[1:]).status_code) == (400, 200)
    assert send(write_token(place), padding="x" * 65_536).status_code == 413


def test_the_door_is_for_writing_alone(client: Client) -> None:
    assert client.get("/crew/ticks").status_code == 405


def test_a_queue_takes_the_same_few_queries_however_long() -> None:
    counts = []
    for ticks in (1, 100):
        place, items = crew.assignment(), build.items(*(f"Item {number}" for number in range(ticks)))
        with CaptureQueriesContext(connection) as queries:
            send(write_token(place), *(entry(place, item) for item in items))
        counts.append(len(queries))
    assert counts[0] == counts[1]
