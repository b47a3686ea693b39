"""Role by role: what a charter needs, who said yes, who is asked."""

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings import actions as bookings
from bookings.models import Booking
from crew import actions
from crew.muster import Post, muster, musters
from tests import make
from tests.crew import build
from tests.crew.cascade import HOUR, charter
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db


def post(booking: Booking) -> Post:
    [only] = muster(booking)
    return only


def figures(booking: Booking) -> tuple[int, int, int, int]:
    """Needed, open, places that may be taken, surplus."""
    found = post(booking)
    return found.needed, found.open, found.places, found.surplus


def test_a_rule_opens_places_that_a_yes_fills() -> None:
    booking = charter(needs=[("captain", 2)])
    assert figures(booking) == (2, 2, 2, 0)
    build.accepted(build.assignment(booking))
    assert figures(booking) == (2, 1, 2, 0)


def test_roles_stand_in_the_order_they_are_called() -> None:
    booking = charter(needs=[("hostess", 1), ("crew", 2), ("captain", 1)])
    assert [found.role.slug for found in muster(booking)] == ["captain", "crew", "hostess"]


def test_whom_staff_choose_beyond_the_need_may_come_too() -> None:
    booking = charter()
    for _ in range(2):
        build.accepted(build.assignment(booking))
    assert figures(booking) == (1, 0, 2, 1)


def test_without_a_rule_whoever_staff_gave_a_place_is_needed_even_if_they_decline() -> None:
    place = build.assignment()
    actions.decline(place, reason="", by="crew:1", at=NOW)
    assert figures(place.booking) == (1, 1, 1, 0)


def test_without_a_rule_those_called_in_their_stead_need_no_more_places() -> None:
    place = build.assignment()
    actions.decline(place, reason="", by="crew:1", at=NOW)
    for _ in range(2):
        actions.assign(place.booking, build.person(), place.role, called=True, by=STAFF, at=NOW)
    assert figures(place.booking) == (1, 1, 1, 0)


def test_without_a_rule_a_yes_outlives_the_place_it_was_called_for() -> None:
    place = build.assignment()
    actions.decline(place, reason="", by="crew:1", at=NOW)
    build.accepted(actions.assign(place.booking, build.person(), place.role, called=True, by=STAFF, at=NOW))
    actions.unassign(place, by=STAFF, at=NOW)
    assert figures(place.booking) == (1, 0, 1, 0)


def test_whoever_was_told_of_other_terms_is_untold() -> None:
    place = build.assignment()
    assert post(place.booking).untold == [place]
    actions.told(place, terms="other terms", at=NOW)
    assert post(place.booking).untold == [place]


def test_a_yes_to_other_terms_is_a_question_again() -> None:
    place = build.accepted(build.assignment())
    moved = bookings.reschedule(place.booking, starts_at=NOON + HOUR, by=STAFF, at=NOW)
    found = post(moved)
    assert (found.accepted, found.asked, found.open) == ([], [place], 1)


@pytest.mark.parametrize("count", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_musters_take_the_same_queries_however_many(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = charter()
    made = [first] + [make.booking(vessel=first.vessel, starts_at=NOON + day * 24 * HOUR) for day in range(1, count)]
    for booking in made:
        build.assignment(booking)
    with django_assert_num_queries(5):
        musters(made)
