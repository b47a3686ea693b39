from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.clock import AmbiguousTimeError, LocalTimeError, NonexistentTimeError, localise, spoken

SAN_DIEGO = ZoneInfo("America/Los_Angeles")


def test_an_ordinary_time_is_one_instant() -> None:
    assert localise(datetime(2026, 12, 5, 16, 30), SAN_DIEGO).astimezone(UTC) == datetime(
        2026, 12, 6, 0, 30, tzinfo=UTC
    )


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(NonexistentTimeError, match="02:30 does not exist on 8 Mar 2026"):
        localise(datetime(2026, 3, 8, 2, 30), SAN_DIEGO)


def test_a_time_that_happens_twice_is_asked_about() -> None:
    with pytest.raises(AmbiguousTimeError, match=r"01:30 PDT .* or 01:30 PST") as asked:
        localise(datetime(2026, 11, 1, 1, 30), SAN_DIEGO)
    assert [choice.astimezone(UTC).hour for choice in asked.value.choices] == [8, 9]


@pytest.mark.parametrize(("fold", "hour"), [(0, 8), (1, 9)])
def test_the_answer_chooses_between_the_two(fold: int, hour: int) -> None:
    assert localise(datetime(2026, 11, 1, 1, 30), SAN_DIEGO, fold=fold).astimezone(UTC).hour == hour


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
    st.sampled_from(["America/Los_Angeles", "Europe/Madrid", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]),
)
def test_what_is_localised_reads_the_same_on_the_wall(naive: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    try:
        moment = localise(naive, zone)
    except LocalTimeError:
        return
    assert moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == naive


def test_times_are_spoken_in_the_port() -> None:
    assert spoken(datetime(2026, 12, 6, 0, 30, tzinfo=UTC), SAN_DIEGO) == "Sat 5 Dec, 16:30 PST"
