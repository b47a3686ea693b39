"""When a person is reminded, when the next is called, when nobody is disturbed; San Diego, charter's call at 11:00."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crew.deadlines import Patience, patience, quiet_until
from crew.models import CallingRule, QuietHours
from tests import make
from tests.crew.cascade import PORT, RULES, port

CALL = port(5, 11)
NIGHT = QuietHours(from_time=time(21), until_time=time(8))
RULED = [
    CallingRule(hours_left=hours, remind_after_minutes=remind, next_after_minutes=following)
    for hours, remind, following, *_ in RULES
]
PATIENCE = Patience(RULED, NIGHT, PORT)


def local(moment: datetime | None) -> str:
    return f"{moment.astimezone(PORT):%a %-d %b %H:%M}" if moment else "never"


@pytest.mark.parametrize(
    ("hours_left", "holds"),
    [(400, 336), (336, 336), (335.9, 72), (72, 72), (24, 24), (23.9, 12), (12, 12), (11, 0), (0, 0), (-1, None)],
)
def test_the_time_left_decides_which_rule_holds(hours_left: float, holds: int | None) -> None:
    rule = PATIENCE.rule(CALL, CALL - timedelta(hours=hours_left))
    assert (rule.hours_left if rule else None) == holds


def test_a_turn_is_the_first_second_of_another_rule() -> None:
    ruled = [PATIENCE.rule(CALL, turn) for turn in PATIENCE.turns(CALL)[:-1]]
    assert [rule.hours_left for rule in ruled if rule] == [72, 24, 12, 0]


@pytest.mark.parametrize(
    ("asked", "reminded", "following"),
    [
        (port(20, 9, month=11), "Sat 21 Nov 20:00", "Mon 23 Nov 18:00"),  # 24 and 48 hours of day
        (port(25, 9, month=11), "Wed 25 Nov 15:00", "Wed 25 Nov 21:00"),
        (port(25, 18, month=11), "Thu 26 Nov 11:00", "Thu 26 Nov 17:00"),
        (port(25, 23, month=11), "Thu 26 Nov 14:00", "Thu 26 Nov 20:00"),  # asked at night, told in the morning
        (port(3, 9), "Thu 3 Dec 10:00", "Thu 3 Dec 11:00"),
        (port(3, 20, 30), "Fri 4 Dec 08:30", "Fri 4 Dec 09:30"),
        (port(4, 20, 50), "Fri 4 Dec 23:10", "Fri 4 Dec 23:30"),  # the night before, the quiet ends …
        (port(5, 0), "Sat 5 Dec 00:10", "Sat 5 Dec 00:20"),
        (port(4, 22), "Fri 4 Dec 23:20", "Fri 4 Dec 23:40"),  # … at 23:00, twelve hours before the call
        (port(5, 12), "never", "never"),
    ],
)
def test_deadlines_are_scaled_and_leave_out_the_night(asked: datetime, reminded: str, following: str) -> None:
    found = PATIENCE.reminds_at(asked, CALL), PATIENCE.next_at(asked, CALL)
    assert (local(found[0]), local(found[1])) == (reminded, following)


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (port(1, 20, 59), "never"),
        (port(1, 21), "Wed 2 Dec 08:00"),
        (port(2, 7, 59), "Wed 2 Dec 08:00"),
        (port(2, 8), "never"),
        (port(4, 22), "Fri 4 Dec 23:00"),  # twelve hours before the call
        (port(4, 23), "never"),
    ],
)
def test_quiet_hours_hold_until_twelve_hours_before_the_call(moment: datetime, until: str) -> None:
    assert local(PATIENCE.hushed_until(moment, CALL)) == until


def test_quiet_hours_by_day_end_on_the_same_day() -> None:
    siesta = QuietHours(from_time=time(13), until_time=time(15))
    assert local(quiet_until(port(1, 14), PORT, siesta)) == "Tue 1 Dec 15:00"
    assert local(quiet_until(port(1, 15), PORT, siesta)) == "never"


def test_quiet_hours_follow_the_clock_through_its_change() -> None:
    before = datetime(2026, 10, 31, 22, tzinfo=PORT)
    until = quiet_until(before, PORT, NIGHT)
    assert until is not None
    assert (local(until), until - before) == ("Sun 1 Nov 08:00", timedelta(hours=11))


def test_deadlines_through_the_change_of_the_clock_count_true_minutes() -> None:
    call = datetime(2026, 11, 6, 11, tzinfo=PORT)
    asked = datetime(2026, 10, 31, 20, tzinfo=PORT)
    assert local(PATIENCE.reminds_at(asked, call)) == "Sun 1 Nov 13:00"


def test_without_quiet_hours_or_rules_nobody_is_spared_or_hurried() -> None:
    bare = Patience([], None, PORT)
    assert (bare.hushed_until(port(1, 23), CALL), bare.next_at(port(1, 23), CALL)) == (None, None)


@pytest.mark.django_db
def test_a_vessels_own_quiet_hours_go_before_the_general_ones() -> None:
    early, other = make.vessel(time_zone="America/New_York"), make.vessel()
    QuietHours.objects.create(vessel=early, from_time=time(19), until_time=time(6))
    found = patience([early, other])
    assert [str(found[vessel.pk].quiet) for vessel in (early, other)] == ["19:00 to 06:00", "21:00 to 08:00"]
    assert found[early.pk].zone == ZoneInfo("America/New_York")
