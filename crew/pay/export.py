"""A pay run as a table, for whoever pays it out."""

import csv
from io import StringIO

from crew.pay.amounts import decimal
from crew.pay.models import PayLine, PayRun

HEADER = ["run", "person", "id", "charter", "day", "vessel", "role", "hours", "rate", "amount", "currency"]


def as_csv(run: PayRun) -> str:
    """Write a line per pay line: hours and amounts as plain numbers, the day in ISO 8601."""
    text = StringIO()
    table = csv.writer(text)
    table.writerow(HEADER)
    for line in run.lines.with_charter():
        table.writerow(_row(line))
    return text.getvalue()


def _row(line: PayLine) -> list[str]:
    place = line.hours.assignment
    names = (line.person.name, line.person.scc_id, place.booking.code)
    return [
        str(line.run_id),
        *(_inert(name) for name in names),
        line.on.isoformat(),
        _inert(place.booking.vessel.name),
        _inert(place.role.name),
        decimal(line.minutes * 100 // 60),
        decimal(line.cents_per_hour),
        decimal(line.amount_cents),
        line.currency,
    ]


def _inert(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
