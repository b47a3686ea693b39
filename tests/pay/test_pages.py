import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings import actions as bookings
from bookings import sockets
from crew.models import Assignment, Person
from crew.pay import runs
from crew.pay.models import Hours
from tests import make
from tests.crew import build as crew
from tests.pay import build
from tests.pay.build import AFTER, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)
MONEY = re.compile(r"[$€£]|USD|EUR|\d\.\d\d|45\.00|4500|180\.00|18000")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """It is an hour after the first charter."""
    with time_machine.travel(AFTER, tick=False) as clock:
        yield clock


def words(client: Client, address: str) -> str:
    """The page as it reads, tags and extra space left out."""
    response = client.get(address)
    assert response.status_code == 200
    body = response.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def entered(whole: int = 4, quarter: int = 0, note: str = "") -> dict[str, str]:
    return {"whole": str(whole), "quarter": str(quarter), "note": note}


def post(client: Client, place: Assignment, fields: dict[str, str]) -> int:
    return client.post(f"/crew/hours/{place.booking.code}", fields).status_code


def minutes_of(place: Assignment) -> int | None:
    return Hours.objects.filter(assignment=place).values_list("minutes", flat=True).first()


def test_hours_page_proposes_the_scheduled_hours(client: Client) -> None:
    place = build.sailed()
    sign_in(client, place)
    page = client.get("/crew/hours/").content.decode()
    shown = [
        "Sat 5 Dec 2026",
        "called 11:00, back 15:00 PST: 4 h scheduled",
        'value="4"',
        '<option value="0" selected>',
    ]
    assert [word for word in shown if word not in page] == []


def test_signing_takes_what_was_entered(client: Client) -> None:
    place = build.sailed()
    sign_in(client, place)
    assert (post(client, place, entered(3, 45, "Back early.")), minutes_of(place)) == (302, 225)
    page = words(client, "/crew/hours/")
    assert [word for word in ("Signed", "3 h 45 min", "Back early.", "Sign again") if word not in page] == []
    assert Hours.history.get().actor == f"crew:{place.person_id}"


def test_a_refused_signature_says_why_and_keeps_what_was_entered(client: Client) -> None:
    place = build.sailed()
    sign_in(client, place)
    response = client.post(f"/crew/hours/{place.booking.code}", entered(24, 15, "Long."))
    page = response.content.decode()
    shown = [
        "Give the hours in quarters, from none to 24.",
        'value="24"',
        'value="Long."',
        f"{place.booking.vessel}, Sat",
    ]
    assert (response.status_code, [word for word in shown if word not in page]) == (409, [])
    assert minutes_of(place) is None


@pytest.mark.parametrize("fields", [{}, entered(25), entered(-1), entered(3, 10), entered(note="x" * 201)])
def test_nonsense_is_refused(client: Client, fields: dict[str, str]) -> None:
    place = build.sailed()
    sign_in(client, place)
    assert (post(client, place, fields), minutes_of(place)) == (409, None)


def test_what_a_run_has_taken_shows_no_form(client: Client) -> None:
    crew.rate(4500)
    hours = build.signed()
    build.run()
    sign_in(client, hours.assignment)
    page = words(client, "/crew/hours/")
    assert ("in a pay run" in page, "Sign again" in page) == (True, False)


def test_hours_page_shows_no_amount(client: Client) -> None:
    crew.rate(4500)
    hours = build.signed()
    build.sailed(hours.assignment.person, starts_at=make.NOON - DAY)
    build.run()
    sign_in(client, hours.assignment)
    assert MONEY.findall(client.get("/crew/hours/").content.decode()) == []


def test_other_peoples_charters_do_not_exist(client: Client) -> None:
    crew.rate(4500)
    mine, other = build.sailed(), build.sailed()
    build.signed(build.sailed(crew.person(name="Teo Brand")))
    build.run()
    sign_in(client, mine)
    assert (post(client, other, entered()), minutes_of(other)) == (404, None)
    seen = words(client, "/crew/hours/") + words(client, "/crew/pay/")
    hidden = [other.booking.code, other.booking.vessel.name, "Teo Brand", "Run"]
    assert [word for word in hidden if word in seen] == []


@pytest.mark.parametrize("address", ["/crew/hours/", "/crew/pay/"])
def test_strangers_see_what_a_dead_link_shows(client: Client, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response.templates[0].name) == (403, "crew/dead_link.html")


def test_candidates_and_charters_to_come_are_not_listed(client: Client) -> None:
    place = build.sailed()
    crew.assignment(make.booking(starts_at=make.NOON + DAY), place.person)
    sign_in(client, place)
    assert words(client, "/crew/hours/").count("scheduled.") == 1


def test_a_cancelled_charter_proposes_nothing_and_comes_last(client: Client) -> None:
    person = crew.person()
    off = crew.accepted(crew.assignment(make.booking(starts_at=AFTER + timedelta(hours=3)), person))
    place = build.sailed(person)
    bookings.cancel(off.booking, cause="weather", by=make.STAFF, at=AFTER)
    sign_in(client, place)
    page = client.get("/crew/hours/").content.decode()
    assert page.index(place.booking.code) < page.index(off.booking.code)
    assert ("If you had come before it was called off" in page, 'value="0"' in page) == (True, True)
    assert (post(client, off, entered(1)), minutes_of(off)) == (302, 60)


def test_someone_who_left_signs_but_is_shown_no_pay(client: Client, clock: time_machine.Traveller) -> None:
    place = build.sailed()
    Person.objects.update(leaves_on=date(2026, 12, 5))
    sign_in(client, place)
    clock.shift(timedelta(hours=12))
    assert (client.get("/crew/hours/").status_code, "Show my pay" in words(client, "/crew/hours/")) == (200, False)
    assert client.get("/crew/pay/").status_code != 200
    assert (post(client, place, entered()), minutes_of(place)) == (302, 240)


def test_pay_page_shows_rate_and_what_is_owed(client: Client) -> None:
    crew.rate(4500)
    hours = build.signed(minutes=255)
    sign_in(client, hours.assignment)
    page = words(client, "/crew/pay/")
    shown = ["Captain 45.00 USD an hour", "Sat 5 Dec 2026", "4 h 15 min as captain at 45.00 USD", "191.25 USD"]
    assert [word for word in shown if word not in page] == []


def test_pay_page_shows_ones_own_rate_before_the_roles(client: Client) -> None:
    place = build.sailed()
    crew.rate(4500)
    crew.rate(5200, person=place.person)
    crew.rate(9900, person=place.person, from_date=date(2027, 1, 1))
    crew.rate(7700, person=crew.person())
    sign_in(client, place)
    assert re.findall(r"[\d.]+ USD an hour", words(client, "/crew/pay/")) == ["52.00 USD an hour"]


def test_pay_page_shows_each_run_with_its_total(client: Client) -> None:
    crew.rate(4500)
    person = crew.person()
    for place in build.season(person, 2):
        build.signed(place)
    run = runs.mark_paid(build.run(), on=date(2026, 12, 15), by=build.BOOKKEEPER)
    sign_in(client, person.assignments.latest("booking__starts_at"))
    page = words(client, "/crew/pay/")
    shown = [f"Run {run.pk}, 1 Dec to 31 Dec 2026", "360.00 USD, paid Tue 15 Dec 2026", "Nothing. Hours come here"]
    assert [word for word in shown if word not in page] == []


def test_pay_page_names_a_fee_without_its_amount(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = build.signed()
    fee = {(hours.assignment.booking_id, "captain")}
    monkeypatch.setattr(sockets, "paid_by_fee", [lambda bookings: fee])
    sign_in(client, hours.assignment)
    page = words(client, "/crew/pay/")
    assert ("paid by agreement with the owner" in page, MONEY.findall(page)) == (True, [])


def test_pay_page_is_kept_nowhere(client: Client) -> None:
    sign_in(client, build.sailed())
    assert [client.get(address)["Cache-Control"] for address in ("/crew/pay/", "/crew/hours/")] == ["no-store"] * 2


@pytest.mark.parametrize("address", ["/crew/hours/", "/crew/pay/"])
def test_three_charters_and_thirty_ask_the_same_of_the_database(client: Client, address: str) -> None:
    crew.rate(4500)
    asked = []
    for third in (1, 10):
        places = build.season(crew.person(), 3 * third)
        for place in places[:third]:
            build.signed(place)
        build.run()
        for place in places[third : 2 * third]:
            build.signed(place)
        sign_in(client, places[0])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
