"""The records that somebody has to set where the brand's domain is kept."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    kind: str
    name: str
    value: str
    purpose: str


def table(records: Iterable[Record]) -> str:
    """Write records one below the other, in columns."""
    rows = [("type", "name", "value", "for")]
    rows += [(record.kind, record.name.rstrip("."), record.value.rstrip("."), record.purpose) for record in records]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def address(domain: str, distribution_domain: str) -> Record:
    """Lead a domain to its distribution. The name of a whole zone takes an ALIAS, any other a CNAME."""
    return Record("ALIAS or CNAME", domain, distribution_domain, "the pages")
