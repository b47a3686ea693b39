import csv
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import roles
from crew.models import Person
from crew.pay import runs
from crew.pay.models import Hours, PayLine, PayRun
from tests import make
from tests.crew import build as crew
from tests.pay import build
from tests.pay.build import AFTER

pytestmark = pytest.mark.slow

PAGES = ("rate", "hours", "payrun", "payline")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def desk(client: Client, db: None) -> Client:
    return signed_in(client, "bookkeeper")


def signed_in(client: Client, role: str) -> Client:
    roles.sync("default")
    user = make.user(username=role)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    response = client.get(f"/admin/pay/{address}")
    assert response.status_code == 200
    return response.content.decode()


def period(start: str = "2026-12-01", end: str = "2026-12-31") -> dict[str, str]:
    return {"from_date": start, "until_date": end}


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("bookkeeper", 200), ("office", 403)])
@pytest.mark.parametrize("model", PAGES)
def test_office_sees_nothing_of_pay(client: Client, role: str, status: int, model: str) -> None:
    assert signed_in(client, role).get(f"/admin/pay/{model}/").status_code == status


def test_bookkeeper_makes_a_run_and_sees_its_total(desk: Client) -> None:
    crew.rate(4500)
    build.signed()
    desk.post("/admin/pay/payrun/add/", period())
    run = PayRun.objects.get()
    assert run.made_by == "user:bookkeeper"
    shown = ["180.00 USD", "Sat 5 Dec 2026", "4 h", "45.00 USD", "Ines Marlow"]
    seen = page(desk, f"payrun/{run.pk}/change/")
    assert [word for word in shown if word not in seen] == []
    assert "180.00 USD" in page(desk, "payrun/")


def test_a_run_with_nothing_to_pay_is_refused_at_its_field(desk: Client) -> None:
    response = desk.post("/admin/pay/payrun/add/", period())
    assert (response.status_code, PayRun.objects.count()) == (200, 0)
    assert "Nothing signed waits to be paid up to 31 Dec 2026." in response.content.decode()


def test_a_run_proposes_the_days_since_the_last(desk: Client) -> None:
    first = page(desk, "payrun/add/")
    assert ("2026-12-01" in first, "2026-12-05" in first) == (True, True)
    PayRun.objects.create(from_date=date(2026, 11, 1), until_date=date(2026, 11, 20), made_at=AFTER, made_by="user:bea")
    assert "2026-11-21" in page(desk, "payrun/add/")


def test_who_is_left_out_for_want_of_a_rate_is_named(desk: Client) -> None:
    crew.rate(4500)
    build.signed()
    build.signed(build.sailed(crew.person(name="Teo Brand"), slug="crew"))
    response = desk.post("/admin/pay/payrun/add/", period())
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert [words for words in said if words.startswith("Not")] == [
        "Not in this run, for want of a rate on the day: Teo Brand as Crew. Enter one; the next run takes them."
    ]


def test_entering_the_day_of_payment_closes_the_run(desk: Client) -> None:
    crew.rate(4500)
    build.signed()
    run = build.run()
    change = f"/admin/pay/payrun/{run.pk}/change/"
    assert desk.post(change, {"paid_on": "2026-12-15"} | lines_form()).status_code == 302
    assert (PayRun.objects.get().paid_on, run.history.latest().actor) == (date(2026, 12, 15), "user:bookkeeper")
    assert desk.post(change, {"paid_on": "2026-12-16"} | lines_form()).status_code == 403


def lines_form() -> dict[str, str]:
    return {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0"}


@pytest.mark.parametrize(("paid", "left"), [(False, 0), (True, 1)])
def test_only_a_run_not_yet_paid_is_taken_back(desk: Client, paid: bool, left: int) -> None:
    crew.rate(4500)
    build.signed()
    run = build.run()
    if paid:
        runs.mark_paid(run, on=date(2026, 12, 15), by=build.BOOKKEEPER)
    desk.post("/admin/pay/payrun/", {"action": "take_back", "_selected_action": [str(run.pk)]})
    assert (PayRun.objects.count(), PayLine.objects.count()) == (left, left)


def test_a_run_is_downloaded_as_a_table(desk: Client) -> None:
    crew.rate(4501)
    hours = build.signed(build.sailed(crew.person(name="=Ines", scc_id="c-17"), vessel=make.vessel(name="JADA")), 255)
    run = build.run()
    response = desk.get(f"/admin/pay/payrun/{run.pk}/download", follow=True)
    head, row = csv.reader(response.content.decode().splitlines())
    assert head == ["run", "person", "id", "charter", "day", "vessel", "role", "hours", "rate", "amount", "currency"]
    code = hours.assignment.booking.code
    expected = ["'=Ines", "c-17", code, "2026-12-05", "JADA", "Captain", "4.25", "45.01", "191.29", "USD"]
    assert row == [str(run.pk), *expected]


def test_the_office_of_books_enters_hours_for_someone_who_forgot(desk: Client) -> None:
    place = build.sailed()
    fields = {"assignment": str(place.pk), "minutes": "225", "reason": "She is at sea."}
    assert desk.post("/admin/pay/hours/add/", fields).status_code == 302
    hours = Hours.objects.get()
    assert (hours.minutes, hours.reason, hours.signed_by) == (225, "She is at sea.", "user:bookkeeper")


def test_signed_hours_are_corrected_with_a_reason(desk: Client) -> None:
    hours = build.signed()
    change = f"/admin/pay/hours/{hours.pk}/change/"
    assert desk.post(change, {"minutes": "180", "reason": ""}).status_code == 200
    assert desk.post(change, {"minutes": "180", "reason": "The log says so."}).status_code == 302
    assert list(Hours.history.values_list("minutes", "actor")) == [
        (180, "user:bookkeeper"),
        (240, f"crew:{hours.assignment.person_id}"),
    ]
    assert "user:bookkeeper" in page(desk, f"hours/{hours.pk}/history/")


def test_hours_are_found_by_whether_a_run_has_them(desk: Client) -> None:
    crew.rate(4500)
    build.signed(build.sailed(crew.person(name="Teo Brand")))
    build.run()
    build.signed(build.sailed(crew.person(name="Una Reyes")))
    seen = {state: page(desk, f"hours/?state={state}") for state in ("waiting", "taken")}
    assert {state: ("Teo" in text, "Una" in text) for state, text in seen.items()} == {
        "waiting": (False, True),
        "taken": (True, False),
    }


@pytest.mark.parametrize("address", ["add/", "{pk}/delete/"])
def test_nobody_writes_lines_by_hand(client: Client, db: None, address: str) -> None:
    crew.rate(4500)
    build.signed()
    build.run()
    line = PayLine.objects.get()
    assert signed_in(client, "owner").get(f"/admin/pay/payline/{address.format(pk=line.pk)}").status_code == 403


@pytest.mark.parametrize("model", ["hours", "payrun", "payline"])
def test_one_row_and_thirty_ask_the_same_of_the_database(desk: Client, model: str) -> None:
    crew.rate(4500)
    asked = []
    for number in (1, 29):
        person: Person = crew.person()
        for place in build.season(person, number):
            build.signed(place)
            if model == "payrun":
                build.run()
        if model == "payline":
            build.run()
        with CaptureQueriesContext(connection) as queries:
            page(desk, f"{model}/")
        asked.append(len(queries))
    assert asked[0] == asked[1]
