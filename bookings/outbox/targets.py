"""The contract between the outbox and the outside: what a target answers and does.

A target is one outside place that has to match a booking: a guest page, a person's inbox, a calendar.
It answers one question without I/O beyond the database, `desired`, and acts in `deliver`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from django.conf import settings
from django.utils.module_loading import import_string

Facts: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What one recipient should have.

    `facts` is JSON: everything that the outside shows or is told, and nothing else (two equal facts need no
    call). None: nothing of ours should stand there. `changes_at` is when these facts change by the clock alone.
    """

    facts: Facts | None
    changes_at: datetime | None = None


KEEP = Wish(facts=None)
"""Leave what stands outside as it is, whatever it is (compare with `is`): a charter that is over."""

Wishes: TypeAlias = Mapping[str, Mapping[str, Wish]]
"""Booking code → recipient ("" where a target has one only) → wish. What is missing should not be there."""


@dataclass(frozen=True)
class Job:
    """One claimed delivery, as a target sees it.

    `told` are the facts delivered last (None: nothing stands there; {}: something unlike ours does), `ref` the
    outside's name for it. `version` rises with every delivery of this row, so (target, code, recipient, version)
    names one effect for good: the idempotency key. `at` is when its facts were read. `at_once`: staff want it now,
    quiet hours or not.
    """

    code: str
    recipient: str
    version: int
    facts: Facts | None
    told: Facts | None
    ref: str
    at: datetime
    at_once: bool = False


@dataclass(frozen=True)
class Standing:
    """One delivered row, handed to `drifted` to be compared with what really stands outside."""

    code: str
    recipient: str
    facts: Facts | None
    ref: str


class TransientError(Exception):
    """The outside could not be reached or asked us to wait: back off and try again.

    `retry_after` is in seconds; the outbox keeps it within its own bounds.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class LaterError(Exception):
    """Not now but at `until`, which is no fault and costs no attempt: quiet hours."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Not before {until.isoformat()}.")
        self.until = until


class PermanentError(Exception):
    """The outside refuses and will refuse again: park the delivery where staff see it, with this reason."""


class Target:
    """Base of every target. `name` is its key in settings.OUTBOX_TARGETS."""

    one_recipient = False
    """Whether every booking has the recipient "" and no other, at any stage: owing need not ask who there is."""

    bundles = False
    """Whether what one recipient is owed within the same minute is delivered together, in `deliver_together`."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        """Say what should stand outside for these bookings. Database reads only, in a bounded number of queries."""
        raise NotImplementedError

    def deliver(self, job: Job) -> str:
        """Make the outside match `job.facts` and return the outside's reference.

        Called outside any transaction. Must be idempotent by `job.code` and `job.version`.
        Raise TransientError, PermanentError or LaterError; anything else counts as transient.
        """
        raise NotImplementedError

    def deliver_together(self, jobs: Sequence[Job]) -> list[str]:
        """Deliver what one recipient is owed about several bookings; return the references in order.

        What it raises counts for all of them. Only a target that `bundles` is ever handed more than one.
        """
        return [self.deliver(job) for job in jobs]

    def names(self, recipients: Collection[str]) -> Mapping[str, str]:
        """Say who the recipients are, for staff to read."""
        return {}

    def drifted(self, standings: Iterable[Standing]) -> Iterable[tuple[str, str]]:
        """Yield (code, recipient) of those that do not stand outside as delivered. May do I/O."""
        return ()


@cache
def targets() -> Mapping[str, Target]:
    """Build every target of settings.OUTBOX_TARGETS, shaped like STORAGES: name → BACKEND, OPTIONS."""
    return {
        name: import_string(spec["BACKEND"])(name, **spec.get("OPTIONS", {}))
        for name, spec in settings.OUTBOX_TARGETS.items()
    }
