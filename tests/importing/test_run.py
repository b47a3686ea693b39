from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bookings import actions
from bookings.importing.models import ImportedRow
from bookings.importing.report import Kept, Refused
from bookings.models import Booking, Brand, CancelCause, Client, Stage, Vessel
from bookings.outbox.models import Delivery
from tests import make
from tests.importing import build
from tests.importing.ledger import NotedMoney

pytestmark = [pytest.mark.usefixtures("jada", "sailjada", "ledger"), pytest.mark.slow]
HEADER = "reference,date,start,end,title,party_size,stage,client_name,client_email,crew_notes,Revenue"
ONE = "A-1,2026-12-05,16:30,19:30,Sunset sail,12,confirmed,Nora Quist,nora@example.com,Cake on board,840.75"
TWO = "A-2,2026-12-06,16:30,19:30,Dinner sail,8,hold,Hugo Bell,hugo@example.com,,"


def season(*rows: str) -> bytes:
    return build.csv(HEADER, *rows)


def booking(reference: str = "A-1") -> Booking:
    return Booking.objects.get(external_ref=reference)


def counts(content: bytes, *, at: datetime = make.NOW) -> tuple[int, int, int, int, int]:
    report = build.imported(content, at=at)
    return report.new, report.updated, report.unchanged, len(report.conflicts), len(report.bad)


def test_new_row_is_booked_at_port_time() -> None:
    build.imported(season(ONE))
    made = booking()
    assert (made.starts_at, made.ends_at, made.title, made.party_size, made.stage, made.source) == (
        datetime(2026, 12, 6, 0, 30, tzinfo=UTC),
        datetime(2026, 12, 6, 3, 30, tzinfo=UTC),
        "Sunset sail",
        12,
        "confirmed",
        "csv",
    )


def test_import_is_the_actor_in_the_history() -> None:
    build.imported(season(ONE))
    assert booking().history.get().actor == "import:season.csv"


def test_code_of_the_file_is_kept() -> None:
    build.imported(build.csv("reference,start,code", "A-1,2026-12-05T16:30,xhqgmdh"))
    assert booking().code == "XHQGMDH"


def test_row_without_an_end_lasts_the_vessels_usual_time() -> None:
    build.imported(build.csv("reference,start", "A-1,2026-12-05T16:30"))
    assert booking().ends_at - booking().starts_at == timedelta(minutes=180)


def test_charter_of_the_past_may_come_completed() -> None:
    build.imported(build.csv("reference,start,stage", "A-1,2026-11-01T16:30,completed"))
    assert booking().stage == Stage.COMPLETED


def test_charter_to_come_cannot_be_completed() -> None:
    report = build.imported(build.csv("reference,start,stage", "A-1,2026-12-05T16:30,completed"))
    assert report.bad[0].reason == "stage: a charter that has not ended yet cannot be completed."


def test_cancelled_row_is_cancelled_by_the_client() -> None:
    build.imported(season(ONE.replace("confirmed", "cancelled")))
    assert (booking().stage, booking().cancel_cause) == ("cancelled", "client")


def test_second_run_changes_nothing() -> None:
    build.imported(season(ONE, TWO), tell=True)
    before = build.state()
    assert counts(season(ONE, TWO), at=make.NOW + timedelta(hours=1)) == (0, 0, 2, 0, 0)
    assert build.state() == before


def test_import_tells_nobody() -> None:
    build.imported(season(ONE))
    assert list(Delivery.objects.owed().filter(target="guest_notice")) == []


def test_import_tells_where_asked_to() -> None:
    build.imported(season(ONE), tell=True)
    assert Delivery.objects.owed().filter(target="guest_notice").count() == 1


def test_changed_cell_changes_its_field_alone() -> None:
    build.imported(season(ONE))
    actions.edit(booking(), {"title": "Renamed by staff"}, by=make.STAFF, at=make.NOW)
    assert counts(season(ONE.replace(",12,", ",14,"))) == (0, 1, 0, 0, 0)
    assert (booking().party_size, booking().title) == (14, "Renamed by staff")


def test_changed_time_reschedules() -> None:
    build.imported(season(ONE))
    build.imported(season(ONE.replace("2026-12-05", "2026-12-07")))
    assert (booking().starts_at, booking().rescheduled_from) == (
        datetime(2026, 12, 8, 0, 30, tzinfo=UTC),
        datetime(2026, 12, 6, 0, 30, tzinfo=UTC),
    )


def test_field_that_staff_changed_too_stays_and_is_reported_every_time() -> None:
    build.imported(season(ONE))
    actions.edit(booking(), {"party_size": 20}, by=make.STAFF, at=make.NOW)
    changed = season(ONE.replace(",12,", ",14,").replace("Cake on board", "Two cakes"))
    kept = Kept(2, "A-1", booking().code, ["party size"])
    assert [build.imported(changed).conflicts, build.imported(changed).conflicts] == [[kept], [kept]]
    assert (booking().party_size, booking().crew_notes) == (20, "Two cakes")


def test_same_change_on_both_sides_is_no_conflict() -> None:
    build.imported(season(ONE))
    actions.edit(booking(), {"party_size": 14}, by=make.STAFF, at=make.NOW)
    assert counts(season(ONE.replace(",12,", ",14,"))) == (0, 0, 1, 0, 0)


def test_notes_saved_again_in_a_browser_are_no_change_by_staff() -> None:
    row = 'A-1,2026-12-05,16:30,19:30,Sail,12,,,,"Cake{}\nMusic",'
    build.imported(season(row.format("")))
    actions.edit(booking(), {"crew_notes": "Cake\r\nMusic"}, by=make.STAFF, at=make.NOW)
    assert counts(season(row.format("s"))) == (0, 1, 0, 0, 0)


def test_file_cancels_and_restores() -> None:
    build.imported(season(ONE))
    stages = []
    for stage in ("cancelled", "confirmed"):
        build.imported(season(ONE.replace("confirmed", stage)))
        stages.append(booking().stage)
    assert stages == ["cancelled", "confirmed"]


def test_change_to_a_cancelled_charter_waits_until_it_is_restored() -> None:
    build.imported(season(ONE))
    build.imported(season(ONE.replace("confirmed", "cancelled")))
    assert counts(season(ONE.replace("confirmed", "cancelled").replace(",12,", ",14,"))) == (0, 0, 1, 0, 0)
    build.imported(season(ONE.replace(",12,", ",14,")))
    assert (booking().stage, booking().party_size) == ("confirmed", 14)


def test_charter_that_staff_cancelled_stays_cancelled() -> None:
    build.imported(season(ONE))
    actions.cancel(booking(), cause=CancelCause.WEATHER, by=make.STAFF, at=make.NOW)
    assert counts(season(ONE.replace(",12,", ",14,"))) == (0, 0, 1, 0, 0)
    assert booking().stage == Stage.CANCELLED


def test_file_confirms_a_hold_that_ran_out() -> None:
    build.imported(season(TWO))
    later = make.NOW + timedelta(hours=49)
    actions.tick(at=later)
    assert booking("A-2").stage == Stage.INQUIRY
    build.imported(season(TWO.replace("hold", "confirmed")), at=later)
    assert booking("A-2").stage == Stage.CONFIRMED


def test_stage_that_no_action_leads_to_is_that_rows_reason() -> None:
    build.imported(season(ONE))
    report = build.imported(season(ONE.replace("confirmed", "inquiry")))
    assert report.bad == [Refused(2, "A-1", "stage: no way leads from confirmed to inquiry. Change it by hand.")]


def test_taken_slot_is_that_rows_reason_and_the_rest_goes_in() -> None:
    overlapping = ONE.replace("A-1", "A-3").replace("16:30", "17:30")
    report = build.imported(season(ONE, overlapping, TWO))
    assert report.bad == [
        Refused(
            3,
            "A-3",
            f"JADA is taken by {booking().code} (Confirmed) from Sat 5 Dec, 16:30 PST until Sat 5 Dec, 20:30 PST, "
            "turnaround included. Choose another time or vessel.",
        )
    ]
    assert report.new == 2


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        ("2027-03-14T02:30", "02:30 does not exist on 14 Mar 2027 in America/Los_Angeles: the clocks go forward over "
         "it. Give a time before or after."),
        ("2027-11-07T01:30", "01:30 happens twice on 7 Nov 2027 in America/Los_Angeles: say whether you mean 01:30 PDT "
         "(the first) or 01:30 PST (the second)."),
    ],
)  # fmt: skip
def test_time_that_is_no_single_instant_is_asked_about(start: str, reason: str) -> None:
    report = build.imported(build.csv("reference,start", f"A-1,{start}"))
    assert report.bad == [Refused(2, "A-1", reason)]


def test_offset_says_which_of_two_times_is_meant() -> None:
    build.imported(build.csv("reference,start", "A-1,2027-11-07T01:30-08:00"))
    assert booking().starts_at == datetime(2027, 11, 7, 9, 30, tzinfo=UTC)


def test_second_row_of_one_reference_is_refused() -> None:
    report = build.imported(season(ONE, ONE.replace("2026-12-05", "2026-12-09")))
    assert report.bad == [Refused(3, "A-1", "reference: line 2 has the same.")]


def test_strict_import_is_all_or_nothing() -> None:
    report = build.imported(season(ONE, TWO.replace(",8,", ",eight,")), strict=True)
    assert (report.undone, report.outcome) == (
        True,
        "Nothing was imported, because a row is bad and you asked for all or nothing.",
    )
    assert (Booking.objects.count(), Client.objects.count(), ImportedRow.objects.count()) == (0, 0, 0)


def test_dry_run_reports_the_same_and_writes_nothing() -> None:
    dry = build.imported(season(ONE, TWO), dry_run=True)
    assert (Booking.objects.count(), Client.objects.count(), ImportedRow.objects.count()) == (0, 0, 0)
    wet = build.imported(season(ONE, TWO))
    assert (dry.new, dry.bad) == (wet.new, wet.bad)


def test_vessel_and_brand_of_the_row_come_first(jada: Vessel) -> None:
    other, queen = make.vessel(name="Reina"), make.brand(domain="queenofsandiego.com")
    build.imported(
        build.csv("reference,start,boat,site", "A-1,2026-12-05T16:30,reina,queenofsandiego.com"), vessel="JADA"
    )
    assert (booking().vessel, booking().brand) == (other, queen)


def test_row_without_a_vessel_takes_the_option() -> None:
    other = make.vessel(name="Reina")
    build.imported(build.csv("reference,start", "A-1,2026-12-05T16:30"), vessel="Reina")
    assert booking().vessel == other


def test_row_without_a_vessel_asks_where_there_are_two() -> None:
    make.vessel(name="Reina")
    report = build.imported(build.csv("reference,start", "A-1,2026-12-05T16:30"))
    reason = "vessel: the row names none, and there is more than one. Choose one for the whole file."
    assert report.bad == [Refused(2, "A-1", reason)]


def test_row_without_a_brand_asks_where_none_is_the_default(sailjada: Brand) -> None:
    make.brand()
    Brand.objects.update(is_default=False)
    report = build.imported(build.csv("reference,start", "A-1,2026-12-05T16:30"))
    reason = "brand: the row names none, and no brand is the default. Choose one for the whole file."
    assert report.bad == [Refused(2, "A-1", reason)]


@pytest.mark.parametrize(
    "cells", ["Nora Q.,NORA@example.com,", "nora quist,,(619) 555-0123"], ids=["by e-mail", "by name and telephone"]
)
def test_known_client_is_found(cells: str) -> None:
    nora = make.client()
    build.imported(build.csv("reference,start,client,email,phone", f"A-1,2026-12-05T16:30,{cells}"))
    assert booking().client == nora


def test_unknown_client_is_made() -> None:
    make.client()
    build.imported(build.csv("reference,start,client,phone", "A-1,2026-12-05T16:30,Nora Quist,619-555-0188"))
    client = booking().client
    assert client is not None
    assert (Client.objects.count(), str(client.phone), client.history.get().actor) == (
        2,
        "+16195550188",
        "import:season.csv",
    )


def test_changed_telephone_is_the_same_clients() -> None:
    row = "A-1,2026-12-05T16:30,Nora Quist,nora@example.com,619-555-01{}"
    build.imported(build.csv("reference,start,client,email,phone", row.format(23)))
    report = build.imported(build.csv("reference,start,client,email,phone", row.format(24)))
    assert (report.updated, str(Client.objects.get().phone)) == (1, "+16195550124")


def test_other_name_and_email_are_another_client() -> None:
    build.imported(season(ONE))
    build.imported(season(ONE.replace("Nora Quist,nora", "Hugo Bell,hugo")))
    assert sorted(Client.objects.values_list("name", "bookings__external_ref")) == [
        ("Hugo Bell", "A-1"),
        ("Nora Quist", None),
    ]


def test_money_goes_to_the_ledger_and_is_kept_nowhere_else(ledger: NotedMoney) -> None:
    build.imported(season(ONE.replace("Cake on board", '"Cake on board\nCaptain fee: 250"')))
    assert ledger.noted == {"A-1": ({"charter": "840.75"}, ["Captain fee: 250"])}
    assert booking().crew_notes == "Cake on board"
    kept = str(list(ImportedRow.objects.values())) + str(list(Booking.objects.values()))
    assert [amount for amount in ("840", "Captain") if amount in kept] == []


def test_money_in_a_title_leaves_the_rest_of_it(ledger: NotedMoney) -> None:
    build.imported(season(ONE.replace("Sunset sail", "Sunset sail - $500 deposit")))
    assert (booking().title, ledger.noted["A-1"][1]) == ("Sunset sail", ["$500 deposit"])


def test_title_of_nothing_but_money_names_the_client() -> None:
    build.imported(season(ONE.replace("Sunset sail", "Revenue $840")))
    assert booking().title == "Charter for Nora Quist"


def test_changed_money_is_an_update() -> None:
    build.imported(season(ONE))
    version = booking().version
    assert counts(season(ONE.replace("840.75", "900"))) == (0, 1, 0, 0, 0)
    assert booking().version == version


def test_unreadable_money_refuses_its_row_before_anything_is_written() -> None:
    report = build.imported(season(ONE.replace("840.75", "lots")))
    assert (report.bad, Booking.objects.count()) == ([Refused(2, "A-1", "revenue: an amount is wanted.")], 0)


def test_booking_that_came_another_way_is_adopted_as_it_is(jada: Vessel, sailjada: Brand) -> None:
    make.booking(vessel=jada, brand=sailjada, source="csv", external_ref="A-1", party_size=12, title="Sunset sail")
    report = build.imported(season(ONE))
    assert (report.new, [kept.fields for kept in report.conflicts]) == (0, [["time"]])
    assert booking().crew_notes == "Cake on board"


@pytest.fixture
def weekly() -> Callable[..., bytes]:
    def calendar(*lines: str) -> bytes:
        start = "DTSTART;TZID=America/Los_Angeles:20261205T163000\nDURATION:PT3H\nRRULE:FREQ=WEEKLY;COUNT=3\n"
        return build.ics("UID:w@example.com\nSUMMARY:Weekly\n" + start + "\n".join(lines))

    return calendar


def test_calendar_imported_twice_changes_nothing(weekly: Callable[..., bytes]) -> None:
    build.imported(weekly(), name="marketplace.ics")
    before = build.state()
    report = build.imported(weekly(), name="marketplace.ics")
    assert (report.unchanged, build.state()) == (3, before)


def test_repetition_struck_out_later_is_cancelled(weekly: Callable[..., bytes]) -> None:
    build.imported(weekly(), name="marketplace.ics")
    build.imported(weekly("EXDATE;TZID=America/Los_Angeles:20261212T163000"), name="marketplace.ics")
    assert list(Booking.objects.order_by("starts_at").values_list("stage", flat=True)) == [
        "confirmed",
        "cancelled",
        "confirmed",
    ]


def test_cancelled_event_never_known_makes_nothing() -> None:
    content = build.ics("UID:c@example.com\nDTSTART:20261206T003000Z\nSTATUS:CANCELLED")
    report = build.imported(content, name="marketplace.ics")
    assert (report.unchanged, report.bad, Booking.objects.count()) == (1, [], 0)


def test_all_day_event_closes_the_vessel(jada: Vessel) -> None:
    build.imported(build.ics("UID:h@example.com\nSUMMARY:Haul-out\nDTSTART;VALUE=DATE:20261207"), name="yard.ics")
    closure = Booking.objects.get()
    assert (closure.kind, closure.brand, closure.starts_at, closure.ends_at) == (
        "closure",
        None,
        datetime(2026, 12, 7, 8, 0, tzinfo=UTC),
        datetime(2026, 12, 8, 8, 0, tzinfo=UTC),
    )


@pytest.mark.slow
def test_unchanged_rows_cost_a_few_queries_each(django_assert_max_num_queries: Callable[..., object]) -> None:
    rows = [f"B-{day},2026-12-{day:02},10:00,12:00,Sail,2,confirmed,,,," for day in range(1, 31)]
    build.imported(season(*rows))
    with django_assert_max_num_queries(30 * 6 + 4):  # type: ignore[attr-defined]
        build.imported(season(*rows))
