"""What people and marketplaces write into an event's description: labelled lines, money, and the rest."""

import html
import re
from typing import Any

from bookings import plain
from bookings.importing import cells
from bookings.importing.columns import COLUMNS, normalise
from bookings.importing.rows import RowError

LABELLED = {
    "vessel", "brand", "kind", "stage", "slug", "code", "party_size", "guest_notes", "crew_notes",
    "client_name", "client_email", "client_phone", "client_language",
}  # fmt: skip


def read(description: str, *, location: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the facts of labelled lines ("Guests: 12", "Crew notes: …") and the lines of money.

    What has no label that we know is for the office alone (internal_notes), the location with it. A labelled line that
    cannot be read stays there too, because nobody wrote it for us.
    """
    text, money = plain.without_money(_lines(description))
    facts: dict[str, Any] = {}
    rest: list[str] = []
    for line in text.splitlines():
        label, colon, value = line.partition(":")
        column = COLUMNS.get(normalise(label), "")
        try:
            if not colon or not value.strip() or column not in LABELLED or column in facts:
                raise RowError
            facts[column] = cells.read(column, value.strip())
        except RowError:
            rest.append(line)
    if location:
        rest.append(f"Location: {location}")
    facts["internal_notes"] = "\n".join(rest).strip()
    return facts, tuple(money)


def _lines(description: str) -> str:
    """Turn a description into plain lines: some calendars write HTML."""
    if re.search(r"</?(?:br|p|div|b|i|a|ul|li|span)\b[^>]*>", description, re.IGNORECASE):
        broken = re.sub(r"<(?:br|/p|/div|/li)\b[^>]*>", "\n", description, flags=re.IGNORECASE)
        description = html.unescape(re.sub(r"<[^>]+>", "", broken))
    return cells.clean(description)
