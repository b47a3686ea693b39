from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bookings import sockets
from bookings.sockets import CostLine
from crew import actions
from crew.models import Assignment, Person, Role
from crew.pay.amounts import earned, spoken_hours
from crew.pay.models import AgreedRate, Rate
from tests import make
from tests.crew import build


def agreed(place: Assignment) -> int | None:
    return AgreedRate.objects.filter(assignment=place).values_list("cents_per_hour", flat=True).first()


def costs(place: Assignment) -> list[CostLine]:
    return [line for listed in sockets.cost_lines for line in listed(place.booking)]


@pytest.mark.django_db
def test_a_place_takes_the_roles_rate() -> None:
    build.rate(4500)
    build.rate(3000, slug="crew")
    assert agreed(build.assignment()) == 4500


@pytest.mark.django_db
def test_a_persons_own_rate_comes_before_the_roles() -> None:
    person = build.person()
    build.rate(5000, person=person)
    build.rate(4500, from_date=date(2026, 6, 1))
    build.rate(9000, person=build.person())
    assert agreed(build.assignment(who=person)) == 5000


@pytest.mark.django_db
def test_the_latest_rate_of_the_charters_day_in_its_port_holds() -> None:
    build.rate(4500)
    build.rate(4700, from_date=date(2026, 12, 5))
    build.rate(4900, from_date=date(2026, 12, 6))
    late = make.booking(starts_at=make.NOON + timedelta(hours=8))  # 20:00 on the 5th there, the 6th in UTC
    assert agreed(build.assignment(late)) == 4700


@pytest.mark.django_db
def test_a_later_rate_touches_no_place_given_before() -> None:
    rate = build.rate(4500)
    place = build.assignment()
    build.rate(6000, from_date=date(2026, 12, 1))
    rate.cents_per_hour = 100
    rate.save()
    assert agreed(place) == 4500


@pytest.mark.django_db
def test_another_role_is_paid_at_its_own_rate() -> None:
    build.rate(4500)
    build.rate(3000, slug="crew")
    place = build.assignment()
    actions.change_role(place, build.role("crew"), by=make.STAFF, at=make.NOW)
    assert agreed(place) == 3000
    actions.change_role(place, build.role("hostess"), by=make.STAFF, at=make.NOW)
    assert agreed(place) is None


@pytest.mark.django_db
def test_a_role_without_a_rate_is_assigned_all_the_same() -> None:
    place = build.assignment()
    assert (agreed(place), costs(place)) == (None, [])


@pytest.mark.django_db
def test_a_charter_costs_its_scheduled_hours_at_agreed_rates() -> None:
    build.rate(4500)
    build.rate(3333, slug="crew")
    place = build.assignment()
    build.assignment(place.booking, slug="crew")
    assert costs(place) == [
        CostLine("captain", "Captain, 4 h", 18000, "USD"),
        CostLine("crew", "Crew, 4 h", 13332, "USD"),
    ]


@pytest.mark.django_db
def test_someone_who_declined_costs_nothing() -> None:
    build.rate(4500)
    place = build.assignment()
    actions.decline(place, reason="", by="crew:1", at=make.NOW)
    assert costs(place) == []


@pytest.mark.parametrize(
    ("cents_per_hour", "minutes", "cents"),
    [(4500, 180, 13500), (4501, 30, 2251), (4500, 1, 75), (1, 30, 1), (1, 29, 0), (3333, 45, 2500), (0, 180, 0)],
)
def test_earnings_round_half_up_to_the_cent(cents_per_hour: int, minutes: int, cents: int) -> None:
    assert earned(cents_per_hour, minutes) == cents


@pytest.mark.parametrize(("minutes", "said"), [(180, "3 h"), (150, "2 h 30 min"), (45, "45 min")])
def test_hours_are_said_as_people_say_them(minutes: int, said: str) -> None:
    assert spoken_hours(minutes) == said


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{}, {"currency": "usd"}, {"cents_per_hour": -1, "from_date": date(2026, 2, 1)}])
def test_the_database_refuses_a_second_rate_of_a_day_and_nonsense(fields: dict[str, Any]) -> None:
    build.rate(4500)
    with pytest.raises(IntegrityError), transaction.atomic():
        build.rate(**{"cents_per_hour": 4500} | fields)


@pytest.mark.django_db
def test_the_database_keeps_one_rate_per_person_and_day() -> None:
    person = build.person()
    build.rate(4500, person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        build.rate(4500, person=person)


@pytest.mark.django_db
def test_the_database_refuses_an_agreed_rate_without_currency() -> None:
    build.rate(4500)
    build.assignment()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedRate.objects.update(currency="")


def test_no_join_leads_from_crew_to_money() -> None:
    names = {field.related_model for model in (Assignment, Person, Role) for field in model._meta.get_fields()}
    assert names & {Rate, AgreedRate} == set()
