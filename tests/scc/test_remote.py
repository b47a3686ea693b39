"""What another SCC is sent, when, and what is left alone there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bookings import actions, upkeep
from bookings.models import Booking, CancelCause, Kind, Stage
from bookings.outbox import epoch, worker
from bookings.outbox.models import Delivery
from bookings.outbox.targets import targets
from bookings.outbox.upkeep import Finding
from bookings.outbox.worker import Tally
from crew import actions as crew_actions
from crew.scc import payloads
from tests import make
from tests.crew import build
from tests.make import NOW, STAFF
from tests.scc.fake_scc import FakeScc, calling

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def drain(*, later: timedelta = timedelta(0)) -> Tally:
    return worker.drain("scc", clock=lambda: NOW + later)


def crewed(**fields: Any) -> Booking:
    """A confirmed charter with Ines, c-17, as captain at 45 dollars an hour."""
    build.rate(4500)
    booking = make.booking(code="XHQGMDH", vessel=make.vessel(name="JADA"), **fields)
    ines = build.person(scc_id="c-17", name="Ines Marlow")
    crew_actions.assign(booking, ines, build.role(), by=STAFF, at=NOW, tell=fields.get("tell", True))
    return booking


def delivery() -> Delivery:
    return Delivery.objects.get(target="scc")


def reconcile() -> Finding:
    return sum((finding for _, finding in upkeep.reconcile(["XHQGMDH"], at=NOW)), Finding())


def test_a_confirmed_charter_is_posted_as_the_wire_has_it(other_scc: FakeScc) -> None:
    crewed(crew_notes="Bring the big cooler.")
    drain()
    assert other_scc.bodies == [
        {
            "eventId": "XHQGMDH",
            "eventName": "Sunset sail",
            "eventDate": "2026-12-05",
            "eventTime": "12:00",
            "startsAt": "2026-12-05T12:00:00-08:00",
            "endsAt": "2026-12-05T15:00:00-08:00",
            "vessel": "JADA",
            "notes": "Bring the big cooler.",
            "crew_assignments": [{"crewId": "c-17", "role": "captain", "hourlyRate": "45.00", "currency": "USD"}],
            "version": 2,
        }
    ]
    assert (delivery().state, delivery().ref) == ("delivered", "XHQGMDH")


def test_staff_read_no_rate_in_what_was_delivered(other_scc: FakeScc) -> None:
    crewed()
    drain()
    (place,) = (delivery().facts or {})["crew_assignments"]
    assert (place.pop("terms") == "", place) == (False, {"crewId": "c-17", "role": "captain"})


def test_another_rate_is_sent(other_scc: FakeScc) -> None:
    booking = crewed()
    drain()
    build.rate(5000, from_date=NOW.date())
    crew_actions.change_role(booking.assignments.get(), build.role(), by=STAFF, at=NOW)
    drain()
    assert other_scc.events["XHQGMDH"]["crew_assignments"][0]["hourlyRate"] == "50.00"


def test_ids_alone_are_sent_where_the_other_side_wants_them(other_scc: FakeScc, settings: Settings) -> None:
    settings.OUTBOX_TARGETS = calling(send_crew_ids=True)
    crewed()
    drain()
    assert (other_scc.bodies[0]["crewIds"], "crew_assignments" in other_scc.bodies[0]) == (["c-17"], False)


def test_the_key_goes_in_either_header(other_scc: FakeScc, settings: Settings) -> None:
    settings.SCC_AUTH_STYLE = "service-key"
    crewed()
    assert drain() == Tally(delivered=1)


@pytest.mark.parametrize("stage", [Stage.INQUIRY, Stage.HOLD])
def test_what_is_not_certain_is_no_concern_of_scc(other_scc: FakeScc, stage: Stage) -> None:
    make.booking(stage=stage)
    drain()
    assert other_scc.asked == []


def test_a_closure_is_sent_while_somebody_is_on_it(other_scc: FakeScc) -> None:
    closure = make.booking(kind=Kind.CLOSURE, title="Haul-out")
    assert drain() == Tally()
    place = build.assignment(closure, build.person(scc_id="c-17"))
    drain()
    assert list(other_scc.events) == [closure.code]
    crew_actions.unassign(place, by=STAFF, at=NOW)
    drain()
    assert other_scc.events == {}


def test_a_charter_that_is_over_is_left_as_it_is(other_scc: FakeScc) -> None:
    crewed()
    assert drain(later=timedelta(days=30)) == Tally(unchanged=1)
    assert other_scc.asked == []


def test_a_change_is_patched_and_tells_the_crew_once(other_scc: FakeScc) -> None:
    booking = crewed()
    drain()
    for hour in (1, 2, 3):
        actions.reschedule(booking, starts_at=make.NOON + timedelta(hours=hour), by=STAFF, at=NOW)
    drain()
    assert other_scc.asked == ["GET", "POST", "GET", "PATCH"]
    assert (other_scc.told, other_scc.events["XHQGMDH"]["eventTime"]) == (["XHQGMDH"] * 2, "15:00")


def test_a_cancellation_is_deleted_and_a_restored_charter_posted_again(other_scc: FakeScc) -> None:
    booking = crewed()
    drain()
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    drain()
    assert other_scc.events == {}
    actions.restore(booking, by=STAFF, at=NOW)
    drain()
    assert (other_scc.asked[-2:], list(other_scc.events)) == (["GET", "POST"], ["XHQGMDH"])


def test_a_charter_cancelled_before_it_was_sent_asks_for_one_deletion(other_scc: FakeScc) -> None:
    actions.cancel(crewed(), cause=CancelCause.MISTAKE, by=STAFF, at=NOW)
    assert (drain(), other_scc.asked) == (Tally(delivered=1), ["DELETE"])  # which finds nothing


def test_what_stands_there_already_is_adopted(other_scc: FakeScc) -> None:
    crewed()
    body = payloads.event_for(_facts(), {}, version=9, crew_ids=False)
    other_scc.events["XHQGMDH"] = body | {"startsAt": "2026-12-05T20:00:00Z"}
    drain()
    assert (other_scc.asked, delivery().state, delivery().ref) == (["GET"], "delivered", "XHQGMDH")


def test_other_facts_with_a_higher_version_are_gone_above(other_scc: FakeScc) -> None:
    crewed()
    other_scc.events["XHQGMDH"] = {"eventId": "XHQGMDH", "eventName": "Whose sail?", "version": 7_000_000}
    drain()
    event = other_scc.events["XHQGMDH"]
    assert (other_scc.asked, event["eventName"], event["version"]) == (["GET", "PATCH"], "Sunset sail", 7_000_001)


def test_a_raised_epoch_counts_in_the_version(other_scc: FakeScc) -> None:
    _, number = epoch.raise_epoch(at=NOW)
    crewed()
    drain()
    assert other_scc.bodies[0]["version"] == number * 1_000_000 + 2


def test_an_event_that_went_meanwhile_is_posted(other_scc: FakeScc) -> None:
    booking = crewed()
    drain()
    other_scc.events.clear()
    actions.edit(booking, {"title": "Sunrise sail"}, by=STAFF, at=NOW)
    drain()
    assert other_scc.events["XHQGMDH"]["eventName"] == "Sunrise sail"


@pytest.mark.parametrize(
    ("harm", "mended_by"),
    [({"eventName": "Edited there"}, "PATCH"), ({"crew_assignments": []}, "PATCH"), ({"status": "cancelled"}, "POST")],
)
def test_an_event_altered_there_is_mended(harm: dict[str, Any], mended_by: str, other_scc: FakeScc) -> None:
    crewed()
    drain()
    sound = dict(other_scc.events["XHQGMDH"])
    assert reconcile() == Finding()
    other_scc.events["XHQGMDH"] |= harm
    assert reconcile() == Finding(drifted=1)
    drain()
    assert (other_scc.events["XHQGMDH"], other_scc.asked[-2:]) == (sound | {"version": 3}, ["GET", mended_by])


def test_an_event_gone_from_there_is_made_again(other_scc: FakeScc) -> None:
    crewed()
    drain()
    other_scc.events.clear()
    assert reconcile() == Finding(drifted=1)
    drain()
    assert list(other_scc.events) == ["XHQGMDH"]


def test_an_scc_that_cannot_be_asked_has_not_drifted(other_scc: FakeScc, settings: Settings) -> None:
    crewed()
    drain()
    settings.SCC_BASE_URL = "http://127.0.0.1:9"
    assert reconcile() == Finding()


def test_a_note_about_money_is_held_and_the_rest_goes(other_scc: FakeScc) -> None:
    crewed(crew_notes="Revenue: $840.75", title="Captain fee: 250")
    drain()
    assert (other_scc.bodies[0]["notes"], other_scc.bodies[0]["eventName"]) == (
        "A note is held back. Ask the office.",
        "Charter on JADA",
    )


def test_a_line_marked_harmless_goes(other_scc: FakeScc) -> None:
    crewed(crew_notes="Bring $20 for parking.", harmless_texts=["Bring $20 for parking."])
    drain()
    assert other_scc.bodies[0]["notes"] == "Bring $20 for parking."


def test_whoever_has_no_scc_id_is_named_to_staff_and_the_others_told(other_scc: FakeScc) -> None:
    booking = crewed()
    noa = build.person(name="Noa Reyes")
    build.assignment(booking, noa, slug="crew")
    assert drain() == Tally(parked=1)
    assert [place["crewId"] for place in other_scc.events["XHQGMDH"]["crew_assignments"]] == ["c-17"]
    assert delivery().error == "SCC does not hear of Noa Reyes: no SCC id. Enter it with the person, then try again."


def test_the_declined_are_not_sent(other_scc: FakeScc) -> None:
    booking = crewed()
    crew_actions.decline(booking.assignments.get(), reason="", by="crew:1", at=NOW)
    drain()
    assert other_scc.bodies[0]["crew_assignments"] == []


def test_a_refused_key_is_fetched_again_once(other_scc: FakeScc, settings: Settings) -> None:
    class Vault:
        def current(self) -> str:
            return "yesterday's"

        def refetch(self) -> str:
            return other_scc.key

    settings.SCC_SERVICE_KEY = Vault()
    crewed()
    assert (drain(), other_scc.asked) == (Tally(delivered=1), ["GET", "GET", "POST", "POST"])


def test_wishes_take_the_same_queries_for_thirty(other_scc: FakeScc) -> None:
    vessel, brand = make.vessel(), make.brand()
    queries = []
    for count in (1, 30):
        for number in range(count):
            starts_at = make.NOON + timedelta(days=Booking.objects.count())
            place = make.booking(vessel=vessel, brand=brand, starts_at=starts_at)
            build.assignment(place, build.person(scc_id=f"c-{count}-{number}"))
        codes = list(Booking.objects.values_list("code", flat=True))
        with CaptureQueriesContext(connection) as captured:
            targets()["scc"].desired(codes, NOW)
        queries.append(len(captured))
    assert queries == [4, 4]


def _facts() -> dict[str, Any]:
    facts = targets()["scc"].desired(["XHQGMDH"], NOW)["XHQGMDH"][""].facts
    assert facts
    return facts
