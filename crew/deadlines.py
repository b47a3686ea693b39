"""When a person is reminded, when the next one is called, when nobody is disturbed. Pure, but for `patience`.

All by data: the rule of the time that was left when a person was asked (CallingRule), and quiet hours, which take no
part in a deadline. Within 12 hours of call time quiet hours do not hold.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from bookings.models import Booking, Vessel
from crew.models import CALL_LEAD_MINUTES, CallingRule, QuietHours

CUTOFF = timedelta(hours=24)
"""How long before call time a place must be filled, and everyone reached, or the duty phone rings."""
LOUD_WITHIN = timedelta(hours=12)
"""How long before call time quiet hours end to hold."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Patience:
    """One vessel's rules, ordered as CallingRule is: the longest time left first."""

    rules: Sequence[CallingRule]
    quiet: QuietHours | None
    zone: ZoneInfo

    def rule(self, calls_at: datetime, at: datetime) -> CallingRule | None:
        """Return the rule that holds at `at`; None once the call time has passed, or where staff keep no rule."""
        left = calls_at - at
        return next((rule for rule in self.rules if timedelta(hours=rule.hours_left) <= left), None)

    def turns(self, calls_at: datetime) -> list[datetime]:
        """Say when other rules come to hold: a rule still holds while exactly its hours are left."""
        return [calls_at - timedelta(hours=rule.hours_left, seconds=-1) for rule in self.rules]

    def reminds_at(self, asked_at: datetime, calls_at: datetime) -> datetime | None:
        rule = self.rule(calls_at, asked_at)
        return self._after(asked_at, rule.remind_after_minutes, calls_at) if rule else None

    def next_at(self, asked_at: datetime, calls_at: datetime) -> datetime | None:
        """Say when a person asked at `asked_at` holds their place no longer against the next candidate."""
        rule = self.rule(calls_at, asked_at)
        return self._after(asked_at, rule.next_after_minutes, calls_at) if rule else None

    def hushed_until(self, moment: datetime, calls_at: datetime) -> datetime | None:
        """Say until when a message about this call time waits; None: it may go now."""
        loud_from = calls_at - LOUD_WITHIN
        quiet = _quiet_around(moment, self.quiet, self.zone) if moment < loud_from else None
        return min(quiet[1], loud_from) if quiet else None

    def _after(self, start: datetime, minutes: int, calls_at: datetime) -> datetime:
        """Count minutes in which a person may be disturbed."""
        left, cursor = timedelta(minutes=minutes), self.hushed_until(start, calls_at) or start
        while (hush := self._next_hush(cursor, calls_at)) and cursor + left > hush:
            left -= hush - cursor
            cursor = self.hushed_until(hush, calls_at) or hush
        return cursor + left

    def _next_hush(self, moment: datetime, calls_at: datetime) -> datetime | None:
        coming = _quiet_after(moment, self.quiet, self.zone)
        return coming if coming and coming < calls_at - LOUD_WITHIN else None


def quiet_until(moment: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> datetime | None:
    """Return the end of the quiet hours that `moment` lies in; None where it lies in none."""
    around = _quiet_around(moment, quiet, zone)
    return around[1] if around else None


def call_time(booking: Booking) -> datetime:
    """Return when the crew of a charter are called, where nobody's place says otherwise."""
    return booking.boards_at - timedelta(minutes=CALL_LEAD_MINUTES)


def patience(vessels: Collection[Vessel]) -> dict[int, Patience]:
    """Return vessel pk → its patience, in two queries for all. Its own quiet hours go before the general ones."""
    rules = list(CallingRule.objects.order_by("-hours_left"))
    quiet = {row.vessel_id: row for row in QuietHours.objects.filter(Q(vessel=None) | Q(vessel__in=vessels))}
    return {vessel.pk: Patience(rules, quiet.get(vessel.pk, quiet.get(None)), vessel.zone) for vessel in set(vessels)}


def _quiet_around(moment: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    spans = _spans(moment, quiet, zone)
    return next(((start, end) for start, end in spans if start <= moment < end), None)


def _quiet_after(moment: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> datetime | None:
    return next((start for start, _ in _spans(moment, quiet, zone) if start > moment), None)


def _spans(moment: datetime, quiet: QuietHours | None, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """List the quiet hours of yesterday, today and tomorrow in `zone`, as instants in UTC."""
    if quiet is None:
        return []
    days = [moment.astimezone(zone).date() + number * DAY for number in (-1, 0, 1)]
    over_midnight = DAY if quiet.until_time <= quiet.from_time else timedelta(0)
    return [
        (
            datetime.combine(day, quiet.from_time, zone).astimezone(UTC),
            datetime.combine(day + over_midnight, quiet.until_time, zone).astimezone(UTC),
        )
        for day in days
    ]
