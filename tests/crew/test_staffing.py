"""How many are needed, whether calling runs, and what speaks against a person."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings import actions as booking_actions
from bookings.models import Booking
from crew import actions, staffing
from crew.concerns import concerns, concerns_about
from crew.errors import ConcernsError, PlaceTakenError
from crew.models import Assignment, Away, CallingPause, HeldLicence, Licence, ManningRule
from crew.muster import muster, musters
from tests import make
from tests.crew import build
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def rule(booking: Booking, slug: str, count: int, *, party_from: int = 0) -> ManningRule:
    return ManningRule.objects.create(vessel=booking.vessel, role=build.role(slug), count=count, party_from=party_from)


def needed(booking: Booking) -> dict[str, int]:
    return {post.role.slug: post.needed for post in muster(booking)}


def test_a_larger_party_needs_more() -> None:
    booking = make.booking(party_size=6)
    rule(booking, "captain", 1)
    rule(booking, "crew", 1)
    rule(booking, "crew", 3, party_from=10)
    assert needed(booking) == {"captain": 1, "crew": 1}
    larger = booking_actions.edit(booking, {"party_size": 11}, by=STAFF, at=NOW)
    assert needed(larger) == {"captain": 1, "crew": 3}


def test_what_staff_say_goes_before_the_rules_until_they_take_it_back() -> None:
    booking = make.booking()
    rule(booking, "crew", 2)
    need = staffing.set_need(booking, build.role("crew"), count=4, by=STAFF, at=NOW)
    assert needed(booking) == {"crew": 4}
    assert need.history.get().actor == STAFF
    staffing.clear_need(need, by=STAFF, at=NOW)
    assert needed(booking) == {"crew": 2}


def test_a_closure_needs_nobody_by_rule() -> None:
    charter = make.booking()
    rule(charter, "captain", 1)
    closure = make.booking(kind="closure", vessel=charter.vessel, starts_at=NOON + 24 * HOUR)
    assert needed(closure) == {}


def test_surplus_and_open_places_are_counted() -> None:
    booking = make.booking()
    rule(booking, "captain", 1)
    for _ in range(2):
        build.accepted(build.assignment(booking))
    rule(booking, "crew", 2)
    captain, crew = muster(booking)
    assert (captain.surplus, captain.open, crew.open) == (1, 0, 2)


def test_the_first_yes_takes_a_place_and_releases_the_others() -> None:
    booking = make.booking()
    rule(booking, "captain", 1)
    first, second = (
        actions.assign(booking, build.person(), build.role(), by=STAFF, at=NOW, called=True) for _ in range(2)
    )
    build.accepted(first)
    assert list(Assignment.objects.all()) == [first]
    assert second.history.latest().actor == f"crew:{first.person_id}"


def test_a_yes_to_a_place_that_is_taken_is_refused() -> None:
    booking = make.booking()
    rule(booking, "captain", 1)
    build.accepted(build.assignment(booking))
    late = actions.assign(booking, build.person(), build.role(), by=STAFF, at=NOW, called=True)
    with pytest.raises(PlaceTakenError):
        build.accepted(late)


@pytest.mark.slow
def test_musters_cost_the_same_for_thirty_charters() -> None:
    vessels = [make.vessel() for _ in range(3)]
    bookings = [make.booking(vessel=vessels[n % 3], starts_at=NOON + n * 24 * HOUR) for n in range(30)]
    for booking in bookings:
        build.assignment(booking)
    with CaptureQueriesContext(
        connection,
    ) as one:
        musters(bookings[:1])
    with CaptureQueriesContext(connection) as thirty:
        musters(bookings)
    assert len(thirty) == len(one)


def test_calling_is_paused_and_started() -> None:
    booking = make.booking()
    staffing.pause_calling(booking, by=STAFF, at=NOW)
    staffing.pause_calling(booking, by="user:otto", at=NOW)
    assert CallingPause.objects.get().by == STAFF
    staffing.start_calling(booking, by=STAFF, at=NOW)
    assert not CallingPause.objects.exists()


def test_a_licence_that_has_run_out_by_then_is_a_concern() -> None:
    licence = Licence.objects.create(name="Master 50 ton")
    captain, person, booking = build.role(), build.person(name="Tom Ashworth"), make.booking()
    captain.requires = licence
    assert concerns(person, captain, booking) == ["Tom Ashworth holds no Master 50 ton, which Captain requires."]
    held = HeldLicence.objects.create(person=person, licence=licence, expires_on=date(2026, 12, 4))
    assert concerns(person, captain, booking) == ["Tom Ashworth's Master 50 ton runs out on 4 Dec 2026."]
    held.expires_on = date(2026, 12, 5)
    held.save()
    assert concerns(person, captain, booking) == []


def test_a_day_away_and_a_last_day_are_concerns() -> None:
    person, booking = build.person(name="Tom Ashworth", leaves_on=date(2026, 12, 4)), make.booking()
    Away.objects.create(person=person, from_at=NOON + 2 * HOUR, until_at=NOON + 9 * HOUR)
    assert concerns(person, build.role(), booking) == [
        "Tom Ashworth leaves us on 4 Dec 2026.",
        "Tom Ashworth said that they cannot sail then.",
    ]


def test_a_concern_is_overridden_with_a_reason_that_is_kept() -> None:
    person, booking = build.person(), make.booking()
    Away.objects.create(person=person, from_at=NOON, until_at=NOON + HOUR)
    with pytest.raises(ConcernsError) as refused:
        actions.assign(booking, person, build.role(), by=STAFF, at=NOW)
    assert refused.value.field == "override_reason"
    place = actions.assign(booking, person, build.role(), by=STAFF, at=NOW, override_reason=" Asked, is back by then. ")
    assert place.history.get().override_reason == "Asked, is back by then."


def test_two_charters_at_once_are_pointed_out() -> None:
    person = build.person()
    first = make.booking()
    second = make.booking(starts_at=NOON + 24 * HOUR)
    places = [build.assignment(booking, person) for booking in (first, second)]
    booking_actions.reschedule(second, starts_at=NOON + HOUR, by=STAFF, at=NOW)
    found = concerns_about([build.fresh(place) for place in places])
    assert found[places[0].pk] == [f"Is on {second.code} too, from Sat 5 Dec, 13:00 PST."]
    assert found[places[1].pk] == [f"Is on {first.code} too, from Sat 5 Dec, 12:00 PST."]
