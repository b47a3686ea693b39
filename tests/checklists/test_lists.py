"""What is on whose list, and how far a charter has come."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings import actions as bookings
from bookings.models import Kind
from crew import actions as crew_actions
from crew.checklists.lists import items_of
from crew.checklists.models import HELD_BACK, Phase, TemplateItem
from crew.checklists.preview import preview, progress
from crew.models import Assignment
from tests import make
from tests.checklists import build
from tests.crew import build as crew

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def listed(place: Assignment) -> list[str]:
    return [item.text for item in items_of(crew.fresh(place))]


def test_a_list_holds_what_is_for_the_vessel_and_the_role() -> None:
    place = crew.assignment(slug="captain")
    build.items("Every charter")
    build.items("Her charters", vessel=place.booking.vessel)
    build.items("Her captain", vessel=place.booking.vessel, slug="captain")
    build.items("Another vessel", vessel=make.vessel())
    build.items("Hostess", slug="hostess")
    assert listed(place) == ["Every charter", "Her charters", "Her captain"]


def test_items_come_by_phase_then_in_their_order() -> None:
    place = crew.assignment()
    build.items("Lines off", phase=Phase.UNDER_WAY)
    build.items("Bilge", "Fuel")
    build.items("Shore power", phase=Phase.SECURE)
    build.items("Safety talk", phase=Phase.BOARD)
    assert listed(place) == ["Bilge", "Fuel", "Safety talk", "Lines off", "Shore power"]


def test_a_charter_on_another_vessel_has_her_list() -> None:
    place, other = crew.assignment(), make.vessel()
    build.items("Her bilge", vessel=place.booking.vessel)
    build.items("The other bilge", vessel=other)
    bookings.move(place.booking, vessel=other, by=make.STAFF, at=make.NOW)
    assert listed(place) == ["The other bilge"]


def test_mended_wording_follows_and_the_tick_stands() -> None:
    place, item = crew.assignment(), build.item("Chek the blige")
    build.tick(place, item)
    TemplateItem.objects.update(text="Check the bilge")
    assert (listed(place), build.done(place)) == (["Check the bilge"], ["Check the bilge"])


def test_a_retired_item_stays_on_the_charters_that_were_over() -> None:
    place, item = crew.assignment(), build.item()
    TemplateItem.objects.update(retired_at=place.booking.ends_at)
    before = listed(place)
    TemplateItem.objects.filter(pk=item.pk).update(retired_at=place.booking.ends_at + timedelta(seconds=1))
    assert (before, listed(place)) == ([], ["Check the bilge"])


def test_who_declined_has_no_list() -> None:
    place = crew.assignment()
    build.item()
    crew_actions.decline(place, reason="", by="crew:1", at=make.NOW)
    assert listed(place) == []


def test_a_closure_has_no_list() -> None:
    build.item()
    assert listed(crew.assignment(make.booking(kind=Kind.CLOSURE))) == []


def test_a_preview_is_the_first_five() -> None:
    place = crew.assignment()
    build.items("One", "Two", "Three", "Four", "Five", "Six")
    assert preview(place) == ["One", "Two", "Three", "Four", "Five"]


def test_money_that_went_round_the_form_is_held_back() -> None:
    place = crew.assignment()
    build.items("Collect the balance of $640.75")
    assert preview(place) == [HELD_BACK]


def test_an_amount_that_staff_let_stand_is_shown() -> None:
    place, item = crew.assignment(), build.item("Bring $20 for parking")
    TemplateItem.objects.filter(pk=item.pk).update(harmless_text="Bring $20 for parking")
    assert preview(place) == ["Bring $20 for parking"]


def test_progress_counts_shared_items_once_and_those_of_the_roles_that_sail() -> None:
    captain = crew.assignment(slug="captain")
    hostess = crew.assignment(captain.booking, slug="hostess")
    shared, _ = build.items("Shared", "Shared too")
    build.items("Captain's", slug="captain")
    build.items("Hostess's", slug="hostess")
    build.items("Deckhand's", slug="crew")
    build.tick(captain, shared)
    build.tick(hostess, shared)
    assert progress([captain.booking]) == {captain.booking.pk: (1, 4)}


def test_progress_of_a_role_that_nobody_sails_in_any_more_is_not_counted() -> None:
    place = crew.assignment()
    build.items("Shared")
    build.items("Captain's", slug="captain")
    crew_actions.decline(place, reason="", by="crew:1", at=make.NOW)
    assert progress([place.booking]) == {place.booking.pk: (0, 1)}


def test_a_tick_on_one_charter_says_nothing_of_another() -> None:
    one, other, item = crew.assignment(), crew.assignment(), build.item()
    build.tick(one, item)
    assert progress([one.booking, other.booking]) == {one.booking.pk: (1, 1), other.booking.pk: (0, 1)}


@pytest.mark.parametrize("charters", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_progress_takes_three_queries_however_many(
    charters: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    build.items("One", "Two")
    booked = [crew.assignment().booking for _ in range(charters)]
    with django_assert_num_queries(3):
        assert len(progress(booked)) == charters
