"""The edge as a target of the outbox: no distribution shows what is no longer so."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from bookings.outbox.targets import Job, LaterError, Target, TransientError, Wish, Wishes
from guests.edge import cloudfront
from guests.edge.paths import fewest
from guests.edge.stale import AT_MOST, SETTLE
from guests.models import StalePath

LOOKS_EVERY = timedelta(seconds=15)
PATHS_AT_ONCE = 6
"""Of one invalidation, about three charters: more become everything, since every path has its price."""
PATHS_IN_PROGRESS = 12
"""CloudFront takes 15 with a wildcard; the rest is left to whoever else uses the distribution."""
ROWS_AT_ONCE = 5_000


class Invalidation(Target):
    """One delivery a distribution, whose id stands where others have a booking's code.

    Wanted while anything is stale there: asked for once, then looked at until CloudFront says that it is done. Each
    look is a delivery of its own, due by the clock, so that a change meanwhile settles like the first.
    """

    one_recipient = True

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, **options)
        self._left_alone_until: dict[str, datetime] = {}

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        still = StalePath.objects.filter(distribution__in=codes, done_at=None).order_by()
        return {
            row["distribution"]: {"": Wish({"stale": row["paths"], "seen": now.isoformat()}, now + LOOKS_EVERY)}
            for row in still.values("distribution").annotate(paths=Count("pk"))
        }

    def deliver(self, job: Job) -> str:
        """Note what is done, ask for what nobody asked for yet, and return the latest invalidation's id."""
        if job.facts is None:
            return ""
        self._leave_alone(job)
        try:
            return _ask(job, in_progress=_look(job.code, at=job.at)) or job.ref
        except TransientError as error:
            self._left_alone_until[job.code] = job.at + timedelta(seconds=error.retry_after or 0)
            raise

    def _leave_alone(self, job: Job) -> None:
        """Wait as long as CloudFront needs: every change makes the delivery due again, back-off or not."""
        until = self._left_alone_until.get(job.code, job.at)
        if until > job.at and not job.at_once:
            raise LaterError(until)


def _look(distribution: str, *, at: datetime) -> int:
    """Note which invalidations are done, and return of how many paths others are still in progress."""
    asked = StalePath.objects.filter(distribution=distribution, done_at=None).exclude(invalidation="")
    in_progress = 0
    for invalidation in asked.order_by().values_list("invalidation", flat=True).distinct():
        rows = asked.filter(invalidation=invalidation)
        paths = cloudfront.paths_in_progress(distribution, invalidation)
        if paths is None:
            rows.update(invalidation="")
        elif paths == 0:
            rows.update(done_at=at)
        in_progress += paths or 0
    return in_progress


def _ask(job: Job, *, in_progress: int) -> str:
    """Ask for the invalidation of what is noted; "" for nothing to ask, or no room: the next look asks again."""
    noted = StalePath.objects.filter(distribution=job.code, done_at=None, invalidation="")
    rows = list(noted.order_by("pk")[:ROWS_AT_ONCE])
    if not rows:
        return ""
    _settle(rows, job)
    room = PATHS_IN_PROGRESS - in_progress
    paths = fewest((row.path for row in rows), at_most=min(PATHS_AT_ONCE, room))
    if len(paths) > room:
        return ""
    invalidation = cloudfront.invalidate(job.code, paths, reference=_reference(rows, paths))
    StalePath.objects.filter(pk__in=[row.pk for row in rows]).update(invalidation=invalidation)
    return invalidation


def _settle(rows: Sequence[StalePath], job: Job) -> None:
    """Have what is noted during an earlier call settle too: the outbox makes that due at once."""
    noted = [row.since for row in rows]
    until = min(max(noted) + SETTLE, min(noted) + AT_MOST)
    if until > job.at and not job.at_once:
        raise LaterError(until)


def _reference(rows: Iterable[StalePath], paths: Iterable[str]) -> str:
    """Name an invalidation by what it is for, so that one whose answer was lost is not made twice."""
    noted = [f"{row.pk} {row.path} {row.since.isoformat()}" for row in rows]
    return f"fairlead-{hashlib.sha256(chr(10).join([*noted, *paths]).encode()).hexdigest()[:32]}"
