"""What every kind of file is read into, before anything is looked up: rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000


class FileError(Exception):
    """The file as a whole cannot be imported. One sentence for the person who chose it."""


class RowError(ValueError):
    """One row cannot be imported. Names the column and repeats nothing from the file: it might be an amount."""


@dataclass(frozen=True)
class Row:
    """One booking as a file tells it.

    `line` is where it begins in the file. `facts` holds only what the file says: `starts` and `ends` are datetimes,
    naive where the file names no zone (then they are the vessel's port time); names of vessel and brand are text.
    `money` is the ledger's columns, unread, and `money_text` lines of money from free text. A `withdrawn` row takes
    back a booking known from before and makes none. `error` says why the row could not be read.
    """

    line: int
    reference: str
    source: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    money: Mapping[str, str] = field(default_factory=dict)
    money_text: tuple[str, ...] = ()
    withdrawn: bool = False
    error: str = ""


def require_few(count: int) -> None:
    """Raise FileError beyond MAX_ROWS."""
    if count > MAX_ROWS:
        raise FileError(f"The file holds more than {MAX_ROWS:,} bookings. Split it and import the parts.")
