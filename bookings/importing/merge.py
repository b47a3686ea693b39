"""The three-way merge: what the file said last time, what it says now, and how the booking stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bookings.importing.facts import BLANK
from bookings.models import Stage

NOBODY = object()
"""Equal to no fact: the file never said it, and a booking always has one."""


@dataclass(frozen=True)
class Merged:
    """`changes` are to be made; `conflicts` were changed by staff too, and stay as staff have them.

    `base` is what to compare with next time: it does not move where there is a conflict, so that it is reported again.
    """

    changes: dict[str, Any]
    conflicts: list[str]
    base: dict[str, Any]


def merge(*, base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    merged = Merged(changes={}, conflicts=[], base=dict(base))
    for name, value in theirs.items():
        before = base.get(name, BLANK.get(name, NOBODY))
        if value == before:
            merged.base[name] = value
        elif ours[name] == value or _untouched(name, ours[name], before):
            merged.base[name] = value
            if ours[name] != value:
                merged.changes[name] = value
        else:
            merged.conflicts.append(name)
    return merged


def _untouched(name: str, ours: Any, before: Any) -> bool:
    """Tell whether staff left a fact alone; a hold that ran out was the clock's doing."""
    return bool(ours == before) or (name == "stage" and (before, ours) == (Stage.HOLD, Stage.INQUIRY))
