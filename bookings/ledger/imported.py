"""Makes the ledger match what an import file says, as far as staff have not said otherwise."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bookings.ledger import actions, columns
from bookings.ledger.actions import AnyLine, ClosedMonthError
from bookings.ledger.columns import Figure, Parsed
from bookings.ledger.models import Charge, ChargeLine, Cost, Paid, Payment, Spent
from bookings.models import Booking

KINDS: Mapping[str, tuple[type[AnyLine], str]] = {
    **{kind.value: (ChargeLine, kind.value) for kind in Charge},
    **{kind.value: (Payment, kind.value) for kind in Paid},
    "captain_fee": (Cost, Spent.CAPTAIN_FEE),
    "port": (Cost, Spent.PORT),
    "commission": (Cost, Spent.COMMISSION),
    "other": (Cost, Spent.OTHER),
}
EDITED = "The file says something else than the ledger, and staff changed the ledger since it was imported."
STRUCK = "The file changed a line that staff took out of the ledger."
CLOSED = "The file changed a line of a closed month. Correct it with a new line of a later day."


class MoneyColumns:
    """bookings.sockets.ImportColumns, by the ledger."""

    names = columns.NAMES

    def parse(self, cells: Mapping[str, str], text: Iterable[str]) -> Parsed:
        return columns.parse(cells, text)

    def apply(self, booking: Booking, parsed: Parsed, *, source: str, by: str, at: datetime) -> int:
        with transaction.atomic():
            return _Import(booking, source, by, at).match(parsed)


@dataclass
class _Import:
    """One booking, one file. What staff changed or struck since stays as it is, and what the file says is withheld."""

    booking: Booking
    source: str
    by: str
    at: datetime

    def match(self, parsed: Parsed) -> int:
        """Return how many rows of the ledger changed, withheld ones included."""
        standing = self._standing()
        changed = 0
        struck = self._struck() if parsed.figures.keys() - standing.keys() else {}
        for place, figure in parsed.figures.items():
            if place in standing:
                changed += self._update(place, standing[place], figure)
            elif place not in struck:
                changed += self._add(place, figure)
            elif struck[place] != str(figure):
                changed += self._withhold(f"{place}={figure}", _said(place, figure), STRUCK)
        for place, line in standing.items():
            dropped = place in parsed.empty or (place.startswith("text:") and place not in parsed.figures)
            if dropped and line.imported == line.figure:
                changed += self._remove(place, line)
        for text, reason in parsed.withheld.items():
            changed += self._withhold(f"line:{hashlib.sha256(text.encode()).hexdigest()[:32]}", text, reason)
        return changed

    def _standing(self) -> dict[str, AnyLine]:
        """Return place → line of what this source brought."""
        return {
            line.source_key.removeprefix(f"{self.source}#"): line
            for model in (ChargeLine, Payment, Cost)
            for line in model.objects.of(self.booking).imported_from(self.source)
        }

    def _struck(self) -> dict[str, str]:
        """Return place → figure last imported of lines that staff struck; an import's own strike leaves no figure."""
        return {
            key.removeprefix(f"{self.source}#"): imported
            for model in (ChargeLine, Payment, Cost)
            for key, imported in model.history.filter(
                booking_id=self.booking.pk, history_type="-", source_key__startswith=f"{self.source}#"
            )
            .exclude(imported="")
            .order_by("history_id")
            .values_list("source_key", "imported")
        }

    def _add(self, place: str, figure: Figure) -> int:
        model, kind = KINDS[place.removeprefix("text:")]
        line: Any = model(booking=self.booking, kind=kind, source_key=f"{self.source}#{place}")
        _write(line, figure)
        today = self.at.astimezone(self.booking.zone).date()
        sails = self.booking.starts_at.astimezone(self.booking.zone).date()
        line.on = min(sails, today) if model is Payment else sails
        try:
            actions.record(line, by=self.by, at=self.at)
        except ClosedMonthError:
            line.on = today
            actions.record(line, by=self.by, at=self.at)
        return 1

    def _update(self, place: str, line: AnyLine, figure: Figure) -> int:
        if line.imported == str(figure):
            return 0
        if line.figure not in (line.imported, str(figure)):
            return self._withhold(f"{place}={figure}", _said(place, figure), EDITED)
        _write(line, figure)
        try:
            actions.record(line, by=self.by, at=self.at)
        except ClosedMonthError:
            return self._withhold(f"{place}={figure}", _said(place, figure), CLOSED)
        return 1

    def _remove(self, place: str, line: AnyLine) -> int:
        line.imported = ""
        try:
            actions.strike(line, by=self.by, at=self.at)
        except ClosedMonthError:
            return self._withhold(f"{place}=", f"{place.removeprefix('text:')}: no longer in the file", CLOSED)
        return 1

    def _withhold(self, place: str, text: str, reason: str) -> int:
        key = f"{self.source}#{place}"
        kept = actions.withhold(self.booking, text=text, reason=reason, source_key=key, by=self.by, at=self.at)
        return int(kept)


def _write(line: Any, figure: Figure) -> None:
    line.amount_cents, line.imported = figure.cents, str(figure)
    line.currency = figure.currency or line.currency
    if isinstance(line, Cost):
        line.percent_points = figure.points


def _said(place: str, figure: Figure) -> str:
    name = place.removeprefix("text:").replace("_", " ")
    return f"{name}: {figure.spoken}"
