"""What a person agrees to when they accept: time, vessel, dock, role and terms, boiled down to one digest.

Answers are kept with the digest they were given to, so nothing has to be reset when a charter changes, and
consent stands again when it changes back.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from crew.models import Assignment

ConsentPart: TypeAlias = Callable[[Collection[Assignment]], Mapping[int, str]]

consent_parts: list[ConsentPart] = []
"""Asked for what else consent depends on: assignment pk → an opaque text. Filled in AppConfig.ready()."""


def digests(assignments: Collection[Assignment]) -> dict[int, str]:
    """Return assignment pk → 32 hex digits, for assignments read `with_terms()`; one round of the parts for all."""
    parts = [part(assignments) for part in consent_parts]
    return {
        assignment.pk: _digest(assignment, [part.get(assignment.pk, "") for part in parts])
        for assignment in assignments
    }


def digest(assignment: Assignment) -> str:
    return digests([assignment])[assignment.pk]


def _digest(assignment: Assignment, parts: list[str]) -> str:
    booking = assignment.booking
    terms = [
        assignment.pk,  # a new place is a new question, even if it looks the same
        _instant(booking.starts_at),
        _instant(booking.ends_at),
        _instant(assignment.calls_at),
        booking.vessel_id,
        booking.vessel.dock,
        assignment.role_id,
        *parts,
    ]
    return hashlib.sha256(json.dumps(terms).encode()).hexdigest()[:32]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
