import pytest

from bookings import actions as bookings
from bookings import sockets
from bookings.models import Booking
from bookings.sockets import CostLine
from crew import actions
from crew.pay.amounts import spoken_hours, spoken_money, spoken_total
from tests import make
from tests.crew import build as crew
from tests.pay import build


def costs(booking: Booking) -> list[CostLine]:
    booking = Booking.objects.get(pk=booking.pk)
    return [line for listed in sockets.cost_lines for line in listed(booking)]


@pytest.mark.django_db
def test_signed_hours_come_before_scheduled_ones() -> None:
    crew.rate(4500)
    crew.rate(3000, slug="crew")
    place = build.sailed()
    crew.assignment(place.booking, slug="crew")
    build.signed(place, 255)
    assert costs(place.booking) == [
        CostLine("captain", "Captain, 4 h 15 min", 19125, "USD"),
        CostLine("crew", "Crew, 4 h", 12000, "USD"),
    ]


@pytest.mark.django_db
def test_a_cancelled_charter_costs_what_was_signed_for_it() -> None:
    crew.rate(4500)
    crew.rate(3000, slug="crew")
    place = crew.accepted(crew.assignment())
    crew.assignment(place.booking, slug="crew")
    bookings.cancel(place.booking, cause="weather", by=make.STAFF, at=make.NOON)
    actions.ask_again(place, by="clock", at=make.NOON)
    assert costs(place.booking) == []
    build.signed(place, 60)
    assert costs(place.booking) == [CostLine("captain", "Captain, 1 h", 4500, "USD")]


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 h"), (-60, "−1 h"), (-75, "−1 h 15 min"), (1440, "24 h")])
def test_hours_and_corrections_are_said_as_people_say_them(minutes: int, said: str) -> None:
    assert spoken_hours(minutes) == said


@pytest.mark.parametrize(
    ("cents", "said"), [(0, "0.00 USD"), (5, "0.05 USD"), (101250, "1,012.50 USD"), (-1250, "−12.50 USD")]
)
def test_amounts_name_their_currency(cents: int, said: str) -> None:
    assert spoken_money(cents, "USD") == said


def test_totals_keep_currencies_apart() -> None:
    assert spoken_total([(100, "USD"), (250, "EUR"), (50, "USD")]) == "2.50 EUR and 1.50 USD"
