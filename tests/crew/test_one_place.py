"""Many say yes at once, and calls go out meanwhile: never two acceptances for one place."""

from collections.abc import Callable

import pytest

from bookings.outbox import worker
from crew import actions, consent
from crew.errors import PlaceTakenError
from crew.models import Answer, Assignment
from tests.crew.cascade import charter, port, sailor
from tests.threads import at_once

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
LAST_HOURS = port(5, 3)
PEOPLE = 12


def yes(place: Assignment) -> Callable[[], object]:
    def say() -> object:
        by = f"crew:{place.person_id}"
        return actions.accept(place, shown=consent.digest(place), by=by, at=LAST_HOURS)

    return say


def called(places: int) -> list[Assignment]:
    """Everyone, asked together in the last hours for so many places."""
    for number in range(PEOPLE):
        sailor(f"Ana{number}")
    charter(needs=[("captain", places)], at=LAST_HOURS)
    worker.drain("crew_calling", clock=lambda: LAST_HOURS)
    return list(Assignment.objects.with_terms())


@pytest.mark.parametrize("places", [1, 3])
def test_of_twelve_who_say_yes_at_once_so_many_win_as_there_are_places(places: int) -> None:
    asked = called(places)
    outcomes = [type(outcome) for outcome in at_once([yes(place) for place in asked])]
    assert len(asked) == PEOPLE
    assert (outcomes.count(Assignment), outcomes.count(PlaceTakenError)) == (places, PEOPLE - places)
    assert [place.answer for place in Assignment.objects.all()] == [Answer.ACCEPTED] * places


def test_two_workers_at_once_ask_no_more_than_needed() -> None:
    for number in range(PEOPLE):
        sailor(f"Ana{number}")
    charter(needs=[("captain", 2)])
    at_once([lambda: worker.drain("crew_calling", clock=lambda: port(25, 9, month=11))] * 6)
    assert Assignment.objects.count() == 2


def test_answers_and_calls_at_once_neither_deadlock_nor_overfill() -> None:
    asked = called(2)
    jobs: list[Callable[[], object]] = [yes(place) for place in asked]
    for place in asked[::3]:
        jobs.append(
            lambda place=place: actions.decline(place, reason="", by="crew:1", at=LAST_HOURS)  # type: ignore[misc]
        )
    jobs += [lambda: worker.drain("crew_calling", clock=lambda: LAST_HOURS)] * 4
    at_once(jobs)  # which raises whatever is no answer to a person, a deadlock too
    worker.drain("crew_calling", clock=lambda: LAST_HOURS)
    accepted = Assignment.objects.filter(answer=Answer.ACCEPTED).count()
    assert (accepted <= 2, Assignment.objects.exclude(answer=Answer.DECLINED).count() > accepted) == (
        True,
        accepted < 2,
    )
