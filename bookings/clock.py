"""Local times: a wall clock in a port, made an instant. What does not exist, or exists twice, is asked about."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class LocalTimeError(ValueError):
    """This wall-clock time names no single instant."""


class NonexistentTimeError(LocalTimeError):
    def __init__(self, naive: datetime, zone: ZoneInfo) -> None:
        super().__init__(
            f"{naive:%H:%M} does not exist on {naive:%-d %b %Y} in {zone.key}: the clocks go forward over it. "
            "Give a time before or after."
        )


class AmbiguousTimeError(LocalTimeError):
    """`choices` are the two instants, earlier first."""

    def __init__(self, naive: datetime, zone: ZoneInfo) -> None:
        self.choices = tuple(naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        first, second = (f"{choice:%H:%M %Z}" for choice in self.choices)
        super().__init__(
            f"{naive:%H:%M} happens twice on {naive:%-d %b %Y} in {zone.key}: "
            f"say whether you mean {first} (the first) or {second} (the second)."
        )


def localise(naive: datetime, zone: ZoneInfo, *, fold: int | None = None) -> datetime:
    """Return the instant of a wall-clock time in `zone`; `fold` chooses between two.

    Raises NonexistentTimeError or AmbiguousTimeError rather than guess.
    """
    first, second = (naive.replace(tzinfo=zone, fold=f) for f in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise NonexistentTimeError(naive, zone)
    if fold is None:
        raise AmbiguousTimeError(naive, zone)
    return second if fold else first


def spoken(moment: datetime, zone: ZoneInfo) -> str:
    """Say a time as people read it, in the port's zone: `Sat 5 Dec, 16:30 PST`."""
    return f"{moment.astimezone(zone):%a %-d %b, %H:%M %Z}"
