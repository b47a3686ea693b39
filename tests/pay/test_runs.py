from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings import sockets
from crew.pay import runs
from crew.pay.models import AgreedRate, PayLine, PayRun
from crew.pay.runs import PayRunError
from tests import make
from tests.crew import build as crew
from tests.pay import build
from tests.pay.build import AFTER, BOOKKEEPER

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WEEK = timedelta(days=7)


def refusal(until: date = date(2026, 12, 31)) -> str:
    with pytest.raises(PayRunError) as refused:
        build.run(until=until)
    return str(refused.value)


def test_a_run_pays_signed_hours_at_the_agreed_rate() -> None:
    crew.rate(4500)
    hours = build.signed(minutes=255)
    line = PayLine.objects.get(run=build.run())
    assert (line.hours, line.person, line.on) == (hours, hours.assignment.person, date(2026, 12, 5))
    assert (line.minutes, line.cents_per_hour, line.amount_cents, line.currency) == (255, 4500, 19125, "USD")


def test_amounts_round_half_up_on_each_line() -> None:
    crew.rate(4501)
    crew.rate(3334, slug="crew")
    build.signed(minutes=30)
    build.signed(build.sailed(slug="crew"), 15)
    assert sorted(build.paid(build.run())) == [(15, 834, "USD"), (30, 2251, "USD")]


def test_a_run_leaves_what_is_not_signed() -> None:
    crew.rate(4500)
    build.sailed()
    assert refusal() == "Nothing signed waits to be paid up to 31 Dec 2026."


def test_hours_of_none_make_no_line() -> None:
    crew.rate(4500)
    build.signed(minutes=0)
    assert refusal() == "Nothing signed waits to be paid up to 31 Dec 2026."


def test_a_line_is_in_one_run_alone() -> None:
    crew.rate(4500)
    build.signed()
    build.run()
    assert (refusal(), PayLine.objects.count()) == ("Nothing signed waits to be paid up to 31 Dec 2026.", 1)


def test_a_run_ends_with_its_last_day_in_port() -> None:
    crew.rate(4500)
    evening = make.NOON + timedelta(hours=8)  # 20:00 on the 5th in port, the 6th in UTC
    build.signed(build.sailed(starts_at=evening), at=evening + WEEK)
    assert refusal(until=date(2026, 12, 4)) == "Nothing signed waits to be paid up to 4 Dec 2026."
    assert build.paid(build.run(until=date(2026, 12, 5))) == [(240, 18000, "USD")]


def test_what_was_signed_late_comes_with_the_next_run() -> None:
    crew.rate(4500)
    late = build.sailed()
    build.signed(build.sailed(starts_at=make.NOON + WEEK), at=AFTER + WEEK)
    build.run()
    build.signed(late, 60)
    following = runs.make_run(from_date=date(2027, 1, 1), until_date=date(2027, 1, 15), by=BOOKKEEPER, at=AFTER)
    assert build.paid(following) == [(60, 4500, "USD")]


def test_currencies_stay_apart() -> None:
    crew.rate(4500)
    crew.rate(4000, slug="crew", currency="EUR")
    build.signed()
    build.signed(build.sailed(slug="crew"))
    assert build.run().total == "160.00 EUR and 180.00 USD"


def test_whoever_a_fee_pays_is_not_paid_by_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    crew.rate(4500)
    crew.rate(3000, slug="crew")
    captain = build.sailed()
    build.signed(captain)
    build.signed(build.sailed(slug="crew"))
    fees = {(captain.booking_id, "captain"), (captain.booking_id, "crew")}
    monkeypatch.setattr(sockets, "paid_by_fee", [lambda bookings: fees])
    assert build.paid(build.run()) == [(240, 12000, "USD")]


def test_a_rate_entered_after_the_place_was_given_pays_it_all_the_same() -> None:
    hours = build.signed()
    assert refusal() == "Nothing signed waits to be paid up to 31 Dec 2026."
    assert runs.waiting_for_a_rate() == [hours]
    crew.rate(4500)
    assert build.paid(build.run()) == [(240, 18000, "USD")]
    assert runs.waiting_for_a_rate() == []


@pytest.mark.parametrize(("minutes", "line"), [(255, (15, 1125, "USD")), (120, (-120, -9002, "USD"))])
def test_a_correction_after_the_run_is_a_line_of_the_difference(minutes: int, line: tuple[int, int, str]) -> None:
    crew.rate(4501)
    hours = build.signed()
    first = build.run()
    build.corrected(hours, minutes)
    assert build.paid(build.run()) == [line]
    assert build.paid(first) == [(240, 18004, "USD")]


def test_corrections_come_to_the_cent_to_what_one_line_would_have_been() -> None:
    crew.rate(3333)
    hours = build.signed(minutes=15)
    for minutes in (30, 45, 15, 60):
        build.run()
        build.corrected(hours, minutes)
    build.run()
    assert sum(PayLine.objects.values_list("amount_cents", flat=True)) == 3333


def test_a_correction_is_paid_at_the_rate_of_its_first_line() -> None:
    crew.rate(4500)
    hours = build.signed()
    build.run()
    AgreedRate.objects.update(cents_per_hour=9000)
    build.corrected(hours, 300)
    assert build.paid(build.run()) == [(60, 4500, "USD")]


def test_a_correction_to_the_same_hours_pays_nothing() -> None:
    crew.rate(4500)
    hours = build.signed()
    build.run()
    build.corrected(hours, 240)
    assert refusal() == "Nothing signed waits to be paid up to 31 Dec 2026."


def test_a_run_that_is_paid_is_closed() -> None:
    crew.rate(4500)
    build.signed()
    run = runs.mark_paid(build.run(), on=date(2026, 12, 15), by=BOOKKEEPER)
    said = "This run was paid on 15 Dec 2026 and stays as it is."
    with pytest.raises(PayRunError, match=said):
        runs.take_back(run, by=BOOKKEEPER)
    with pytest.raises(PayRunError, match=said):
        runs.mark_paid(run, on=date(2026, 12, 16), by=BOOKKEEPER)
    assert PayRun.objects.get().paid_on == date(2026, 12, 15)


def test_a_line_is_never_changed() -> None:
    crew.rate(4500)
    build.signed()
    line = PayLine.objects.get(run=build.run())
    line.amount_cents = 1
    with pytest.raises(TypeError):
        line.save()


def test_a_run_taken_back_leaves_its_hours_to_the_next() -> None:
    crew.rate(4500)
    hours = build.signed()
    runs.take_back(build.run(), by=BOOKKEEPER)
    build.signed(hours.assignment, 180)
    assert build.paid(build.run()) == [(180, 13500, "USD")]
    assert set(PayLine.history.values_list("actor", "history_type")) == {(BOOKKEEPER, "+"), (BOOKKEEPER, "-")}


def test_a_period_runs_forwards() -> None:
    with pytest.raises(PayRunError) as refused:
        runs.make_run(from_date=date(2026, 12, 2), until_date=date(2026, 12, 1), by=BOOKKEEPER, at=AFTER)
    assert refused.value.field == "until_date"


def test_a_run_names_who_made_it() -> None:
    crew.rate(4500)
    build.signed()
    run = build.run()
    assert (run.made_by, run.made_at, run.history.get().actor) == (BOOKKEEPER, AFTER, BOOKKEEPER)


@pytest.mark.parametrize("column", ["run", "signature"])
def test_the_database_keeps_one_line_per_signature_and_run(column: str) -> None:
    crew.rate(4500)
    build.signed()
    run = build.run()
    twin = PayLine.objects.get()
    twin.pk, twin._state.adding = None, True
    twin.run = PayRun.objects.create(from_date=run.from_date, until_date=run.until_date, made_at=AFTER, made_by="")
    if column == "run":
        twin.run, twin.signature = run, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_run_asks_the_same_of_the_database_for_one_line_and_for_thirty() -> None:
    crew.rate(4500)
    asked = []
    for number in (1, 30):
        for place in build.season(crew.person(), number):
            build.signed(place)
        with CaptureQueriesContext(connection) as queries:
            run = build.run()
        asked.append(len(queries) - 2 * PayLine.objects.filter(run=run).count())
    assert asked[0] == asked[1]
