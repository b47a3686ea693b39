"""What becomes of an event that is sent: once, again, changed, withdrawn, restored."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from bookings import actions
from bookings.models import Booking, Brand, CancelCause, Stage, Vessel
from crew import actions as crew_actions
from crew.models import Assignment, Person
from crew.scc.models import InboundEvent
from tests import make
from tests.crew import build
from tests.make import NOW, STAFF
from tests.scc.build import CANONICAL, OLDEST, Wire, crew_of, jada, sailors, told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STARTS = datetime(2026, 12, 6, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def world() -> None:
    jada()
    sailors()


def test_the_newer_seeds_body_books_a_confirmed_charter_with_its_crew(wire: Wire) -> None:
    status, shown = wire.post(CANONICAL)
    booking = Booking.objects.get()
    assert status == 201
    assert (booking.code, booking.title, booking.stage, booking.source) == (
        "XHQGMDH",
        "Sunset sail",
        "confirmed",
        "scc",
    )
    assert (booking.starts_at, booking.ends_at) == (STARTS, STARTS + 3 * HOUR)
    assert (booking.crew_notes, booking.source, booking.external_ref) == ("Bring the spare fenders.", "scc", "XHQGMDH")
    assert booking.brand == Brand.objects.get(is_default=True)
    assert crew_of(booking) == {"c-17": "captain", "c-18": "hostess"}
    assert shown == CANONICAL | {
        "code": "XHQGMDH",
        "notesWithheld": False,
        "status": "confirmed",
        "crew_assignments": [{"crewId": "c-17", "role": "captain"}, {"crewId": "c-18", "role": "hostess"}],
    }


def test_the_older_seeds_body_is_completed_with_what_is_usual(wire: Wire) -> None:
    status, shown = wire.post(OLDEST)
    booking = Booking.objects.get()
    assert (status, shown["eventId"], shown["version"]) == (201, booking.code, None)
    assert (booking.vessel.name, booking.starts_at, booking.ends_at) == ("JADA", STARTS, STARTS + 3 * HOUR)
    assert crew_of(booking) == {"c-17": "captain", "c-18": "crew"}


def test_what_is_made_names_the_key_in_its_history(wire: Wire) -> None:
    wire.post(CANONICAL)
    actors = {*Booking.history.values_list("actor", flat=True), *Assignment.history.values_list("actor", flat=True)}
    assert actors == {"key:scc"}


@pytest.mark.parametrize("body", [OLDEST, CANONICAL, OLDEST | {"eventId": "their own id/7"}])
def test_the_same_event_again_is_the_same_event_and_tells_nobody_twice(wire: Wire, body: dict[str, Any]) -> None:
    first = wire.post(body)
    assert (first[0], told()) == (201, 2)
    assert [wire.post(body) for _ in range(3)] == [(200, first[1])] * 3
    assert (Booking.objects.count(), Booking.objects.get().version, told()) == (1, 1, 0)


def test_an_event_without_an_id_is_told_by_vessel_time_and_name(wire: Wire) -> None:
    assert wire.post(OLDEST)[0] == 201
    assert wire.post(OLDEST | {"vessel": "jada", "notes": "No fenders."})[0] == 200
    assert Booking.objects.get().crew_notes == "No fenders."
    assert wire.post(OLDEST | {"eventName": "Moonlight sail"})[0] == 409


def test_the_id_that_we_answer_leads_back_to_the_event(wire: Wire) -> None:
    _, shown = wire.post(OLDEST)
    assert wire.get(shown["eventId"].lower()) == (200, shown)
    assert wire.post(OLDEST, eventId=shown["eventId"], eventName="Moonlight sail")[0] == 200
    assert Booking.objects.get().title == "Moonlight sail"


def test_a_foreign_id_is_kept_as_the_senders_reference(wire: Wire) -> None:
    _, shown = wire.post(CANONICAL, eventId="their own id/7")
    booking = Booking.objects.get()
    assert (shown["eventId"], booking.external_ref) == ("their own id/7", "their own id/7")
    assert wire.get("their%20own%20id/7") == wire.get(booking.code) == (200, shown)


def test_a_code_is_the_same_event_in_any_case(wire: Wire) -> None:
    assert [wire.post(CANONICAL, eventId=code)[0] for code in ("xhqgmdh", "XHQGMDH", "XhqGmdh")] == [201, 200, 200]


def test_a_code_that_another_charter_has_stays_the_senders_reference(wire: Wire) -> None:
    ours = make.booking(code="XHQGMDH", vessel=make.vessel())
    status, shown = wire.post(CANONICAL)
    made = Booking.objects.exclude(pk=ours.pk).get()
    assert (status, shown["eventId"], shown["code"]) == (201, "XHQGMDH", made.code)
    assert wire.get("XHQGMDH") == (200, shown)


def test_a_charter_that_stands_here_under_the_same_code_and_time_is_adopted(wire: Wire) -> None:
    ours = make.booking(code="XHQGMDH", vessel=Vessel.objects.get(), starts_at=STARTS, title="Sunset sail")
    assert wire.get("XHQGMDH")[1]["version"] is None
    status, shown = wire.post(CANONICAL)
    assert (status, shown["version"], Booking.objects.get()) == (200, 3, ours)


@pytest.mark.parametrize(("version", "title"), [(2, "Sunset sail"), (3, "Sunset sail"), (4, "Moonlight sail")])
def test_only_a_higher_version_is_applied(wire: Wire, version: int, title: str) -> None:
    wire.post(CANONICAL)
    status, shown = wire.post(CANONICAL, version=version, eventName="Moonlight sail")
    assert (status, shown["eventName"], shown["version"]) == (200, title, max(version, 3))


def test_without_a_version_another_body_is_applied_and_the_last_one_again_is_not(wire: Wire) -> None:
    wire.post(OLDEST, eventId="A-1")
    wire.post(OLDEST, eventId="A-1", eventName="Moonlight sail")
    actions.edit(Booking.objects.get(), {"title": "As staff call it"}, by=STAFF, at=NOW)
    assert wire.post(OLDEST, eventId="A-1", eventName="Moonlight sail")[1]["eventName"] == "As staff call it"
    assert wire.post(OLDEST, eventId="A-1")[1]["eventName"] == "Sunset sail"


def test_a_change_of_rate_alone_is_no_change_here(wire: Wire) -> None:
    first = wire.post(CANONICAL, version=None)
    crew = [place | {"hourlyRate": "60.00"} for place in CANONICAL["crew_assignments"]]  # type: ignore[attr-defined]
    assert (first[0], wire.post(CANONICAL, version=None, crew_assignments=crew)) == (201, (200, first[1]))


def test_a_new_time_moves_the_charter_and_tells_the_crew_once(wire: Wire) -> None:
    wire.post(OLDEST, eventId="A-1")
    told()
    _, shown = wire.post(OLDEST, eventId="A-1", eventTime="14:00")
    assert (shown["startsAt"], shown["endsAt"]) == ("2026-12-05T14:00:00-08:00", "2026-12-05T17:00:00-08:00")
    assert (told(), told()) == (2, 0)


def test_a_patch_changes_what_it_names_and_nothing_else(wire: Wire) -> None:
    _, before = wire.post(CANONICAL)
    status, shown = wire.patch("XHQGMDH", eventTime="17:00", version=4)
    moved = {"eventTime": "17:00", "startsAt": "2026-12-05T17:00:00-08:00", "endsAt": "2026-12-05T20:00:00-08:00"}
    assert (status, shown) == (200, before | moved | {"version": 4})
    assert wire.patch("XHQGMDH", eventTime="12:00", version=4) == (200, shown)
    assert wire.patch("XHQGMDH", eventDate="2026-12-08", version=5)[1]["startsAt"] == "2026-12-08T17:00:00-08:00"


def test_a_patch_moves_to_another_vessel(wire: Wire) -> None:
    make.vessel(name="OPAL")
    wire.post(CANONICAL)
    assert wire.patch("XHQGMDH", vessel="OPAL", version=4)[1]["vessel"] == "OPAL"


def test_a_patch_of_a_charter_that_no_sender_spoke_of_makes_it_theirs(wire: Wire) -> None:
    ours = make.booking(code="XHQGMDH")
    assert wire.patch("XHQGMDH", notes="Two pilots.", version=9)[1]["version"] == 9
    ours.refresh_from_db()
    assert (ours.crew_notes, InboundEvent.objects.get().booking_id) == ("Two pilots.", "XHQGMDH")


def test_null_is_the_same_as_left_out(wire: Wire) -> None:
    wire.post(CANONICAL)
    _, shown = wire.patch("XHQGMDH", notes=None, crew_assignments=None, vessel=None, version=4)
    assert (shown["notes"], len(shown["crew_assignments"]), shown["vessel"]) == ("Bring the spare fenders.", 2, "JADA")


def test_a_delete_cancels_once_and_tells_the_crew(wire: Wire) -> None:
    wire.post(CANONICAL)
    told()
    assert [wire.delete("XHQGMDH")[1]["status"] for _ in range(2)] == ["cancelled"] * 2
    booking = Booking.objects.get()
    assert (booking.stage, booking.cancel_cause, booking.version, told()) == ("cancelled", CancelCause.US, 2, 2)
    assert wire.get("XHQGMDH")[1]["status"] == "cancelled"


def test_a_newer_post_restores_and_an_older_one_does_not(wire: Wire) -> None:
    wire.post(CANONICAL)
    wire.delete("XHQGMDH")
    assert wire.post(CANONICAL)[1]["status"] == "cancelled"
    status, shown = wire.post(CANONICAL, version=4)
    assert (status, shown["status"], crew_of(Booking.objects.get())) == (
        200,
        "confirmed",
        {"c-17": "captain", "c-18": "hostess"},
    )


def test_without_versions_the_same_body_restores_what_was_withdrawn(wire: Wire) -> None:
    wire.post(OLDEST, eventId="A-1")
    wire.delete("A-1")
    assert wire.post(OLDEST, eventId="A-1")[1]["status"] == "confirmed"


def test_a_patch_of_a_cancelled_event_is_refused(wire: Wire) -> None:
    wire.post(CANONICAL)
    wire.delete("XHQGMDH")
    status, refused = wire.patch("XHQGMDH", eventTime="12:00", version=9)
    assert (status, refused["error"]["code"], wire.get("XHQGMDH")[1]["version"]) == (409, "wrong_stage", 3)


def test_whom_the_sender_names_no_longer_is_off_and_whom_we_called_stays(wire: Wire) -> None:
    wire.post(CANONICAL)
    ours = build.person(scc_id="c-99")
    crew_actions.assign(Booking.objects.get(), ours, build.role("crew"), by=STAFF, at=NOW, called=True)
    _, shown = wire.patch("XHQGMDH", crew_assignments=[{"crewId": "c-18", "role": "captain"}], version=4)
    assert shown["crew_assignments"] == [{"crewId": "c-18", "role": "captain"}]
    assert crew_of(Booking.objects.get()) == {"c-18": "captain", "c-99": "crew"}


def test_who_is_aboard_keeps_the_role_when_only_named(wire: Wire) -> None:
    wire.post(CANONICAL)
    wire.patch("XHQGMDH", crewIds=["c-17", "c-18"], version=4)
    assert crew_of(Booking.objects.get()) == {"c-17": "captain", "c-18": "hostess"}


def test_who_declined_is_not_asked_again_by_a_repetition(wire: Wire) -> None:
    wire.post(CANONICAL)
    told()
    place = Assignment.objects.get(person__scc_id="c-17")
    crew_actions.decline(place, reason="", by="crew:1", at=NOW)
    told()
    wire.post(CANONICAL, version=4)
    assert (told(), build.standing(place)) == (0, "declined")


def test_somebody_who_is_away_is_assigned_with_the_reason_kept(wire: Wire) -> None:
    ines = Person.objects.get(scc_id="c-17")
    ines.away.create(from_at=STARTS - HOUR, until_at=STARTS + HOUR)
    assert wire.post(CANONICAL)[0] == 201
    reasons = dict(Assignment.objects.values_list("person__scc_id", "override_reason"))
    assert reasons == {"c-17": "assigned by SCC", "c-18": ""}


def test_notes_that_speak_of_money_are_kept_for_staff_and_shown_to_nobody(wire: Wire) -> None:
    notes = "Two pilots.\nRevenue: $840.75\nCaptain fee: 250"
    _, shown = wire.post(CANONICAL, notes=notes, eventName="Sail, $900 paid")
    booking = Booking.objects.get()
    assert (shown["notesWithheld"], "notes" in shown, shown["eventName"]) == (True, False, "Charter on JADA")
    assert (booking.crew_notes, booking.readable("crew_notes"), booking.harmless_texts) == (notes, None, [])


def test_staffs_own_inquiries_and_closures_are_no_events(wire: Wire) -> None:
    make.booking(code="BBBBBBB", stage=Stage.INQUIRY)
    make.booking(code="CCCCCCC", kind="closure")
    assert [wire.get(code)[0] for code in ("BBBBBBB", "CCCCCCC", "DDDDDDD")] == [404] * 3


def test_the_default_vessel_is_the_one_that_settings_name(wire: Wire, settings: Settings) -> None:
    make.vessel(name="OPAL")
    settings.SCC_DEFAULT_VESSEL = "OPAL"
    assert wire.post(OLDEST)[1]["vessel"] == "OPAL"


def test_a_start_with_its_offset_goes_before_the_local_time(wire: Wire) -> None:
    _, shown = wire.post(OLDEST, startsAt="2026-12-05T17:30:00Z")
    assert (shown["eventTime"], shown["startsAt"]) == ("09:30", "2026-12-05T09:30:00-08:00")


@pytest.mark.parametrize("people", [1, 30])
def test_an_event_is_shown_in_the_same_few_queries_whatever_its_crew(
    wire: Wire, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wire.post(CANONICAL, crew_assignments=[])
    InboundEvent.objects.update(crew_named=None)
    for number in range(people):
        build.assignment(Booking.objects.get(), build.person(scc_id=f"d-{number}"), slug="crew")
    with django_assert_num_queries(3):
        assert len(wire.get("XHQGMDH")[1]["crew_assignments"]) == people
