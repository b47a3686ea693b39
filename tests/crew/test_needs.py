"""How many a charter needs: by the rules of its vessel and the size of its party, or as staff say."""

from typing import Any

import pytest

from bookings.models import Booking, Kind
from crew.models import ManningRule, Need
from crew.needs import needed
from tests import make
from tests.crew import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def vessel() -> Any:
    vessel = make.vessel()
    for party_from, count in ((0, 1), (7, 2), (10, 3)):
        ManningRule.objects.create(vessel=vessel, role=build.role("crew"), party_from=party_from, count=count)
    return vessel


def crew_of(booking: Booking) -> int | None:
    return needed([booking])[booking.pk].get(build.role("crew").pk)


@pytest.mark.parametrize(("party", "count"), [(0, 1), (6, 1), (7, 2), (9, 2), (10, 3), (12, 3)])
def test_the_largest_party_that_fits_decides(vessel: Any, party: int, count: int) -> None:
    assert crew_of(make.booking(vessel=vessel, party_size=party)) == count


def test_what_staff_say_goes_before_the_rules(vessel: Any) -> None:
    booking = make.booking(vessel=vessel)
    Need.objects.create(booking=booking, role=build.role("crew"), count=0)
    assert crew_of(booking) == 0


def test_a_closure_and_another_vessel_need_nobody(vessel: Any) -> None:
    assert (crew_of(make.booking(vessel=vessel, kind=Kind.CLOSURE)), crew_of(make.booking())) == (None, None)
