"""Several bookkeepers make a run at once, while people sign: no line is in two runs, and nobody waits for ever."""

import pytest

from crew.pay.models import Hours, PayLine, PayRun
from crew.pay.runs import PayRunError
from crew.pay.signing import HoursError
from tests.crew import build as crew
from tests.pay import build
from tests.threads import at_once

pytestmark = [pytest.mark.storm, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def test_of_several_runs_at_once_one_takes_the_lines() -> None:
    crew.rate(4500)
    for place in build.season(crew.person(), 4):
        build.signed(place)
    outcomes = [type(outcome) for outcome in at_once([build.run] * AT_ONCE)]
    assert (outcomes.count(PayRun), outcomes.count(PayRunError)) == (1, AT_ONCE - 1)
    assert (PayRun.objects.count(), PayLine.objects.count()) == (1, 4)


def test_whoever_signs_anew_during_a_run_is_paid_what_stands_signed() -> None:
    crew.rate(4500)
    places = build.season(crew.person(), AT_ONCE - 1)
    for place in places:
        build.signed(place)
    anew = [lambda each=each: build.signed(each, 180) for each in places]
    outcomes = at_once([*anew[:3], build.run, *anew[3:]])
    assert {type(outcome) for outcome in outcomes} <= {Hours, PayRun, HoursError}
    paid = PayLine.objects.values_list("hours", "minutes")
    assert sorted(paid) == sorted(Hours.objects.values_list("pk", "minutes"))


def test_two_first_signatures_of_one_place_are_one_row() -> None:
    place = build.sailed()
    outcomes = at_once([lambda minutes=minutes: build.signed(place, minutes) for minutes in (180, 240)])  # type: ignore[misc]
    assert [type(outcome) for outcome in outcomes] == [Hours, Hours]
    assert Hours.objects.get().signature == 2
