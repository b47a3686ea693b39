"""Who may be called, and in which order."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings import actions as bookings
from bookings.messages.models import Channel, Reason
from bookings.messages.reach import give_up_on
from bookings.models import Booking, CancelCause
from crew import actions
from crew.candidates import Pool
from crew.models import Licence, Person
from tests import make
from tests.crew import build
from tests.crew.cascade import HOUR, sailor
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def called(booking: Booking, slug: str = "captain") -> list[str]:
    role = build.role(slug)
    return [person.name for person in Pool([booking], [role]).candidates(booking, role)]


@pytest.fixture
def ana() -> Person:
    return sailor("Ana")


def test_whoever_has_the_role_may_be_called_in_the_order_of_names() -> None:
    sailor("Cem")
    sailor("Ana", "captain", "crew")
    sailor("Bea", "crew")
    assert (called(make.booking()), called(make.booking(), "crew")) == (["Ana", "Cem"], ["Ana", "Bea"])


def test_whoever_sails_least_in_these_weeks_comes_first() -> None:
    ana, _ = sailor("Ana"), sailor("Bea")
    build.assignment(make.booking(starts_at=NOON + 14 * DAY), ana)
    assert called(make.booking()) == ["Bea", "Ana"]


def test_charters_of_other_months_do_not_count() -> None:
    ana, _ = sailor("Ana"), sailor("Bea")
    build.assignment(make.booking(starts_at=NOON + 16 * DAY), ana)
    assert called(make.booking()) == ["Ana", "Bea"]


@pytest.mark.parametrize(
    ("fields", "may"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"leaves_on": date(2026, 12, 4)}, False),
        ({"leaves_on": date(2026, 12, 5)}, True),
    ],
)
def test_who_is_with_us_on_the_day_may_be_called(fields: dict[str, Any], may: bool) -> None:
    sailor("Ana", **fields)
    assert called(make.booking()) == ["Ana"] * may


def test_whom_no_message_reaches_is_not_called(ana: Person) -> None:
    for address in (ana.email, str(ana.mobile)):
        give_up_on(address, channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW)
    assert called(make.booking()) == []


def test_one_address_that_works_is_enough(ana: Person) -> None:
    give_up_on(ana.email, channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW)
    assert called(make.booking()) == ["Ana"]


@pytest.mark.parametrize(("hours", "may"), [(-3, True), (-2, False), (2, False), (3, True)])
def test_who_sails_elsewhere_meanwhile_is_not_called(ana: Person, hours: int, may: bool) -> None:
    build.assignment(make.booking(starts_at=NOON + hours * HOUR), ana)
    assert called(make.booking()) == ["Ana"] * may


def test_declined_and_cancelled_charters_leave_a_person_free(ana: Person) -> None:
    declined = build.assignment(make.booking(), ana)
    actions.decline(declined, reason="", by=f"crew:{ana.pk}", at=NOW)
    cancelled = build.assignment(make.booking(), ana)
    bookings.cancel(cancelled.booking, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    assert called(make.booking()) == ["Ana"]


@pytest.mark.parametrize(("hours", "may"), [(-1, True), (0, False), (2, False), (3, True)])
def test_who_said_that_they_are_away_is_not_called(ana: Person, hours: int, may: bool) -> None:
    start = NOON + hours * HOUR
    ana.away.create(from_at=start, until_at=start + HOUR)
    assert called(make.booking()) == ["Ana"] * may


@pytest.mark.parametrize(
    ("expires", "may"),
    [("none held", False), (None, True), (date(2026, 12, 4), False), (date(2026, 12, 5), True)],
)
def test_a_licence_that_the_role_requires_must_be_good_on_the_day(ana: Person, expires: Any, may: bool) -> None:
    master = Licence.objects.create(name="Master 50 GRT")
    role = build.role()
    role.requires = master
    role.save()
    if expires != "none held":
        ana.licences.create(licence=master, expires_on=expires)
    assert called(make.booking()) == ["Ana"] * may


def test_who_is_on_it_whatever_they_answered_is_not_called_again(ana: Person) -> None:
    place = build.assignment(make.booking(), ana)
    actions.decline(place, reason="", by=f"crew:{ana.pk}", at=NOW)
    assert called(place.booking) == []


@pytest.mark.parametrize(("by", "may"), [(STAFF, False), ("crew:1", True)])
def test_whom_staff_took_off_is_not_called_but_who_was_let_go_is(ana: Person, by: str, may: bool) -> None:
    place = build.assignment(make.booking(), ana)
    actions.unassign(place, by=by, at=NOW)
    assert called(place.booking) == ["Ana"] * may


@pytest.mark.parametrize("count", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_a_pool_takes_the_same_queries_however_many(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        sailor(f"Ana{number}")
    made = [make.booking(starts_at=NOON + day * DAY) for day in range(count)]
    role = build.role()
    with django_assert_num_queries(8):
        pool = Pool(made, [role])
        found = [len(pool.candidates(booking, role)) for booking in made]
    assert found == [count] * count
