"""Claims what is due and makes the outside match."""

import logging
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from bookings.outbox.models import Delivery
from bookings.outbox.signals import delivery_parked
from bookings.outbox.targets import KEEP, Job, LaterError, PermanentError, Target, TransientError, Wish, Wishes, targets

logger = logging.getLogger(__name__)

BATCH = 16
BUNDLED_WITHIN = timedelta(minutes=1)
ABSENT = Wish(facts=None)
ERROR_LENGTH = 500


@dataclass
class Tally:
    """What one drain did: calls that succeeded, rows that needed none, tries that failed, rows parked."""

    delivered: int = 0
    unchanged: int = 0
    failed: int = 0
    parked: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def drain(name: str, *, clock: Callable[[], datetime] = timezone.now) -> Tally:
    """Deliver everything due at one target and say what happened."""
    return sum(batches(name, clock=clock), Tally())


def batches(name: str, *, clock: Callable[[], datetime] = timezone.now) -> Iterator[Tally]:
    """Deliver what is due at one target batch by batch, saying after each what happened."""
    while claimed := _claim(name, now=clock()):
        yield _deliver(targets()[name], claimed, clock)


def _claim(name: str, *, now: datetime) -> list[Delivery]:
    """Lease up to BATCH due rows. A lease that runs out makes them due again, for anyone."""
    due = Delivery.objects.due(now).filter(target=name).order_by("due_at")
    if not due.exists():  # looking takes no lock: most looks find nothing
        return []
    with transaction.atomic():
        claimed = list(due.select_for_update(skip_locked=True)[:BATCH])
        if targets()[name].bundles:
            claimed += _coming_with(claimed, now)
        owner, leased_until = uuid.uuid4().hex, now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
        Delivery.objects.filter(pk__in=[row.pk for row in claimed]).update(owner=owner, due_at=leased_until)
    for row in claimed:
        row.owner = owner
    return claimed


def _coming_with(claimed: Iterable[Delivery], now: datetime) -> list[Delivery]:
    """Find what the same recipients are owed within a minute, to be claimed along."""
    soon = Delivery.objects.owed().due(now + BUNDLED_WITHIN).filter(owner="", due_at__gt=now)
    recipients = {(row.target, row.recipient) for row in claimed}
    also = soon.filter(target__in={name for name, _ in recipients}, recipient__in={who for _, who in recipients})
    return list(also.select_for_update(skip_locked=True)[:BATCH])


def _deliver(target: Target, claimed: list[Delivery], clock: Callable[[], datetime]) -> Tally:
    """Deliver a claimed batch, reading every booking afresh, after its claim.

    A change that arrives meanwhile raises `wanted` above what was claimed, and its row is due again at once.
    """
    tally, started = Tally(), clock()
    try:
        wishes = target.desired({row.booking_code for row in claimed}, started)
    except Exception as error:
        for row in claimed:
            tally += _fail(row, error, clock())
        return tally
    waiting = _groups(target, claimed)
    while waiting:
        if clock() - started > timedelta(seconds=settings.OUTBOX_LEASE_SECONDS / 2):
            _give_back((row for group in waiting for row in group), clock())
            break
        tally += _deliver_group(target, waiting.pop(0), wishes, started, clock)
    if tally.delivered:
        _wake_others(target.name, clock())
    return tally


def _groups(target: Target, claimed: Iterable[Delivery]) -> list[list[Delivery]]:
    """Part a batch into what is delivered together: all of one recipient where the target bundles, else row by row."""
    groups: dict[object, list[Delivery]] = {}
    for row in claimed:
        groups.setdefault(row.recipient if target.bundles else row.pk, []).append(row)
    return list(groups.values())


def _deliver_group(
    target: Target, group: list[Delivery], wishes: Wishes, read_at: datetime, clock: Callable[[], datetime]
) -> Tally:
    tally = Tally()
    calls: list[tuple[Delivery, Wish, Job]] = []
    for row in group:
        wish = wishes.get(row.booking_code, {}).get(row.recipient, ABSENT)
        if wish is KEEP or wish.facts == row.facts:
            _finish(row, clock(), due_at=wish.changes_at)
            tally.unchanged += 1
        else:
            calls.append((row, wish, _job(row, wish, read_at)))
    if not calls:
        return tally
    try:
        refs = target.deliver_together([job for _, _, job in calls])
    except LaterError as later:
        for row, _, _ in calls:
            _postpone(row, later.until)
        return tally
    except Exception as error:
        return sum((_fail(row, error, clock()) for row, _, _ in calls), tally)
    for (row, wish, _), ref in zip(calls, refs, strict=True):
        now = clock()
        _finish(row, now, due_at=wish.changes_at, facts=wish.facts, ref=ref, delivered_at=now)
        tally.delivered += 1
    return tally


def _job(row: Delivery, wish: Wish, read_at: datetime) -> Job:
    if row.wanted == row.delivered:  # changed by the clock alone: a version of its own, like any other change
        Delivery.objects.filter(pk=row.pk, owner=row.owner).update(wanted=F("wanted") + 1)
        row.wanted += 1
    return Job(row.booking_code, row.recipient, row.wanted, wish.facts, row.facts, row.ref, read_at, row.at_once)


def _postpone(row: Delivery, until: datetime) -> None:
    Delivery.objects.filter(pk=row.pk, owner=row.owner).update(owner="", due_at=until, expected_at=until)


def _finish(row: Delivery, now: datetime, *, due_at: datetime | None, **outcome: object) -> None:
    """Record what the outside has, if we still hold the lease; wanted meanwhile: due at once."""
    held = Delivery.objects.filter(pk=row.pk, owner=row.owner)
    done = outcome | {
        "delivered": row.wanted,
        "owner": "",
        "attempts": 0,
        "woken": False,
        "error": "",
        "at_once": False,
    }
    if not held.filter(wanted=row.wanted).update(**done, due_at=due_at, expected_at=due_at, owed_at=None):
        held.update(**done, due_at=now, expected_at=now, owed_at=now)


def _fail(row: Delivery, error: Exception, now: datetime) -> Tally:
    """Back off from a transient failure, park a permanent one or the last attempt."""
    first, longest, attempts = settings.OUTBOX_BACKOFF
    if not isinstance(error, TransientError | PermanentError):
        logger.exception("Delivery %s failed unexpectedly", row.pk, exc_info=error)
    tried = row.attempts + 1
    park = isinstance(error, PermanentError) or tried >= attempts
    wait = min(longest, first * 2 ** (tried - 1)) * random.uniform(0.8, 1.2)  # noqa: S311
    asked = getattr(error, "retry_after", None)
    if asked is not None:
        wait = min(longest, max(wait, asked))
    held = Delivery.objects.filter(pk=row.pk, owner=row.owner)
    if park and held.exclude(wanted=row.wanted).update(owner="", due_at=now, expected_at=now):
        return Tally(failed=1)  # what was wanted meanwhile may be what it takes
    held.update(
        owner="",
        attempts=tried,
        due_at=None if park else now + timedelta(seconds=wait),
        parked_at=now if park else None,
        owed_at=row.owed_at or now,
        error=_reason(error),
        wanted=Greatest(F("wanted"), F("delivered") + 1),
    )
    if park:
        delivery_parked.send_robust(Delivery, delivery=row, reason=_reason(error), at=now)
    return Tally(parked=1) if park else Tally(failed=1)


def _reason(error: Exception) -> str:
    """Words for staff. A database's own words quote whole rows: its name must do."""
    if isinstance(error, DatabaseError):
        return type(error).__name__
    words = str(error) if isinstance(error, TransientError | PermanentError) else f"{type(error).__name__}: {error}"
    return words[:ERROR_LENGTH]


def _give_back(rows: Iterable[Delivery], now: datetime) -> None:
    """Return what half a lease was too short for."""
    for row in rows:
        Delivery.objects.filter(pk=row.pk, owner=row.owner).update(owner="", due_at=now)


def _wake_others(name: str, now: datetime) -> None:
    """The target answers: try what waits for it at once. Once a row, so that one with a fault of its own backs off."""
    waiting = Delivery.objects.filter(
        target=name, parked_at=None, owner="", attempts__gt=0, woken=False, due_at__gt=now
    )
    waiting.update(due_at=now, woken=True)
