"""Takes money out of old SCC records: what is named revenue or captain fee, and the lines of money inside notes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bookings import plain

MONEY_NAME = re.compile(
    r"(?:gross|net|total|charter|event|booking|estimated)*revenues?(?:splits?|share|total|amount|cents|usd|mxn)*"
    r"|ingresos|ingresos?(?:total|totales|brutos?|netos?)"
    r"|(?:captains?|capt|cap|skippers?)(?:fees?|pay)(?:amount|cents|usd|mxn)*"
    r"|(?:tarifa|honorarios|cuota|pago)(?:del?|al)?(?:capitan|patron)"
)
"""A whole name, in plain small letters and nothing else: captainFee, Captain's fee and captain_fee: are one."""
MONEY_LABEL = re.compile(rf"(?:{MONEY_NAME.pattern})\s*[:=]")
NOTES_NAME = re.compile(r"(?:crew|captain|internal|operational|event|charter)*(?:notes?|notas?)")


GONE: Any = object()


@dataclass(frozen=True)
class Change:
    """What scrubbing makes of one attribute of a record: `new`, or GONE; `found` says what goes, without amounts."""

    name: str
    old: Any
    new: Any
    found: tuple[str, ...]


@dataclass
class _Scrubbing:
    """One walk through an attribute, however deep; `found` grows on the way."""

    found: list[str] = field(default_factory=list)

    def value(self, value: Any, path: str, *, notes: bool) -> Any:
        if isinstance(value, Mapping):
            kept = {name: self.named(name, each, f"{path}.{name}", notes=notes) for name, each in value.items()}
            return {name: each for name, each in kept.items() if each is not GONE}
        if isinstance(value, list):
            kept_items = [self.value(each, path, notes=notes) for each in value]
            return [new for new, old in zip(kept_items, value, strict=True) if new or not old]
        return self.text(value, path) if notes and isinstance(value, str) else value

    def named(self, name: str, value: Any, path: str, *, notes: bool) -> Any:
        if MONEY_NAME.fullmatch(_letters(name)):
            self.found.append(path)
            return GONE
        return self.value(value, path, notes=notes or bool(NOTES_NAME.fullmatch(_letters(name))))

    def text(self, text: str, path: str) -> str:
        rest, taken = plain.without_money(text)
        labelled = [line for line in rest.splitlines() if MONEY_LABEL.match(_letters(line, keep=":="))]
        if labelled:
            rest = "\n".join(line for line in rest.splitlines() if line not in labelled).strip()
        self.found += [f"{path}: “{plain.masked(line)}”" for line in (*taken, *labelled)]
        return rest


def changes(record: Mapping[str, Any], *, keys: Iterable[str]) -> list[Change]:
    """Return what scrubbing changes in `record`, the attributes of its key apart. Nothing for a clean record."""
    made = []
    for name in record.keys() - set(keys):
        scrubbing = _Scrubbing()
        new = scrubbing.named(name, record[name], name, notes=False)
        if scrubbing.found:
            made.append(Change(name, record[name], new, tuple(scrubbing.found)))
    return sorted(made, key=lambda change: change.name)


def as_update(made: Iterable[Change]) -> dict[str, Any]:
    """Return DynamoDB's words for the changes, on condition that every attribute they touch is still as it was read."""
    names, values, conditions = {}, {}, []
    gone, put = [], []
    for number, change in enumerate(made):
        names[f"#n{number}"], values[f":old{number}"] = change.name, change.old
        conditions.append(f"#n{number} = :old{number}")
        if change.new is GONE:
            gone.append(f"#n{number}")
        else:
            put.append(f"#n{number} = :new{number}")
            values[f":new{number}"] = change.new
    parts = [f"{verb} {', '.join(terms)}" for verb, terms in (("REMOVE", gone), ("SET", put)) if terms]
    return {
        "UpdateExpression": " ".join(parts),
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }


def _letters(text: str, *, keep: str = "") -> str:
    return "".join(char for char in plain.plainly(text) if char.isalpha() or char in keep)
