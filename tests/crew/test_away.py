from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bookings.errors import BookingError
from crew import times_away
from crew.models import Assignment, Away
from tests import make
from tests.crew import build
from tests.crew.test_access import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.slow]
DAY = timedelta(days=1)
DEC_5 = datetime(2026, 12, 5, 8, tzinfo=UTC)
"""Its first moment in San Diego."""


@pytest.fixture
def place(client: Client) -> Assignment:
    """Someone who has said yes to 5 December, noon, and is signed in."""
    place = build.accepted(build.assignment(make.booking(vessel=make.vessel(name="JADA"))))
    sign_in(client, place)
    return place


def enter(client: Client, **fields: str) -> list[tuple[datetime, datetime]]:
    response = client.post("/crew/away/", fields)
    assert (response.status_code, response.get("Location")) == (302, "/crew/away/")
    return list(Away.objects.values_list("from_at", "until_at"))


def refused(client: Client, **fields: str) -> dict[str, list[str]]:
    response = client.post("/crew/away/", fields)
    assert (response.status_code, Away.objects.count()) == (400, 0)
    return dict(response.context["form"].errors)


def rows(client: Client) -> list[tuple[str, list[Assignment]]]:
    return [(spoken, clashing) for _, spoken, clashing in client.get("/crew/away/").context["rows"]]


def test_two_dates_are_whole_days_in_port(client: Client, place: Assignment) -> None:
    assert enter(client, from_date="2026-12-05", until_date="2026-12-07") == [(DEC_5, DEC_5 + 3 * DAY)]
    assert [spoken for spoken, _ in rows(client)] == ["Sat 5 Dec to Mon 7 Dec"]


def test_one_date_is_one_day(client: Client, place: Assignment) -> None:
    assert enter(client, from_date="2026-12-05") == [(DEC_5, DEC_5 + DAY)]
    assert [spoken for spoken, _ in rows(client)] == ["Sat 5 Dec"]


def test_part_of_a_day_can_be_given(client: Client, place: Assignment) -> None:
    enter(client, from_date="2026-12-05", from_time="09:00", until_time="17:30")
    assert [spoken for spoken, _ in rows(client)] == ["Sat 5 Dec, 09:00 to Sat 5 Dec, 17:30 PST"]


def test_who_enters_it_stands_in_the_history(client: Client, place: Assignment) -> None:
    enter(client, from_date="2026-12-05")
    away = Away.objects.get()
    assert (away.person, away.history.latest().actor) == (place.person, f"crew:{place.person_id}")


def test_the_same_twice_is_once(client: Client, place: Assignment) -> None:
    enter(client, from_date="2026-12-05")
    assert len(enter(client, from_date="2026-12-05")) == 1


def test_it_can_be_removed(client: Client, place: Assignment) -> None:
    enter(client, from_date="2026-12-05")
    away = Away.objects.get()
    response = client.post(f"/crew/away/{away.pk}/remove")
    assert (response["Location"], rows(client)) == ("/crew/away/", [])
    assert Away.history.latest().actor == f"crew:{place.person_id}"


def test_another_persons_time_away_does_not_exist(client: Client, place: Assignment) -> None:
    theirs = Away.objects.create(person=build.person(), from_at=DEC_5, until_at=DEC_5 + DAY)
    assert (client.post(f"/crew/away/{theirs.pk}/remove").status_code, rows(client)) == (404, [])
    assert Away.objects.get() == theirs


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"from_date": ["Enter the first day."]}),
        ({"from_date": "soon"}, {"from_date": ["Enter a valid date."]}),
        ({"from_date": "1026-12-05"}, {"from_date": ["Enter a day to come."]}),
        ({"from_date": "9999-12-31"}, {"from_date": ["Enter a day before 2100."]}),
        (
            {"from_date": "2026-12-05", "until_date": "2026-12-03"},
            {"until_date": ["This ends before it begins. Look at both days again."]},
        ),
        ({"from_date": "2026-11-20"}, {"until_date": ["This is over already. Enter a day to come."]}),
        (
            {"from_date": "2026-12-05", "until_date": "2027-12-07"},
            {"until_date": ["Enter a year at most. If you are leaving us, tell the office."]},
        ),
        ({"from_date": "2026-12-05", "from_time": "noon"}, {"from_time": ["Enter a valid time."]}),
        (
            {"from_date": "2027-03-14", "from_time": "02:30"},
            {
                "from_time": [
                    "02:30 does not exist on 14 Mar 2027 in America/Los_Angeles: the clocks go forward over it. "
                    "Give a time before or after."
                ]
            },
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    client: Client, place: Assignment, fields: dict[str, str], errors: dict[str, list[str]]
) -> None:
    assert refused(client, **fields) == errors


def test_a_refused_entry_comes_back_as_it_was_typed(client: Client, place: Assignment) -> None:
    fields = {"from_date": "2026-12-05", "until_date": "2026-12-03"}
    page = client.post("/crew/away/", fields).content.decode()
    assert [value for value in fields.values() if f'value="{value}"' not in page] == []


def test_a_charter_they_said_yes_to_is_named(client: Client, place: Assignment) -> None:
    enter(client, from_date="2026-12-05")
    assert rows(client) == [("Sat 5 Dec", [place])]
    page = client.get("/crew/away/").content.decode()
    assert (
        "You said yes to JADA on Sat 5 Dec, 12:00." in page,
        f'href="/crew/{place.booking.code}/#answer"' in page,
    ) == (True, True)


def test_a_charter_of_another_day_is_not(client: Client, place: Assignment) -> None:
    enter(client, from_date="2026-12-06")
    assert rows(client) == [("Sun 6 Dec", [])]


def test_what_is_over_is_not_listed(client: Client, place: Assignment, now: time_machine.Traveller) -> None:
    enter(client, from_date="2026-12-05")
    now.move_to(DEC_5 + DAY)
    assert rows(client) == []


def test_sixty_times_are_enough(place: Assignment) -> None:
    spans = [(DEC_5 + n * DAY, DEC_5 + (n + 1) * DAY) for n in range(61)]
    Away.objects.bulk_create(Away(person=place.person, from_at=start, until_at=end) for start, end in spans[:60])
    with pytest.raises(BookingError, match="You have 60 times away noted"):
        times_away.add(place.person, from_at=spans[60][0], until_at=spans[60][1], by="crew:1", at=make.NOW)


def test_the_time_is_that_of_the_port_they_sail_from_most(client: Client, place: Assignment) -> None:
    hawaiian = make.vessel(time_zone="Pacific/Honolulu", home_port="Lahaina")
    for day in (1, 2):
        build.assignment(make.booking(vessel=hawaiian, starts_at=make.NOON + day * DAY), place.person)
    make.booking(vessel=place.booking.vessel, starts_at=make.NOON + 9 * DAY)
    assert times_away.home_vessel(place.person) == hawaiian
    assert enter(client, from_date="2026-12-05") == [(DEC_5 + timedelta(hours=2), DEC_5 + timedelta(hours=26))]
    assert "In Lahaina time." in client.get("/crew/away/").content.decode()


@pytest.mark.parametrize("times", [1, 30])
def test_the_page_takes_five_queries_however_often(
    client: Client, place: Assignment, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(times):
        start = DEC_5 + n * DAY
        times_away.add(place.person, from_at=start, until_at=start + DAY, by="crew:1", at=make.NOW)
    with django_assert_num_queries(5):
        client.get("/crew/away/")
