"""Amounts as people write them, made integers and back. What could be read in two ways is refused, not guessed.

No error repeats an amount: errors travel to logs and to people who may not see money.
"""

import re
from typing import NamedTuple

from django.db.models import TextChoices


class Currency(TextChoices):
    """Those counted in hundredths that the ledger takes."""

    USD = "USD", "USD"
    CAD = "CAD", "CAD"
    EUR = "EUR", "EUR"
    GBP = "GBP", "GBP"
    MXN = "MXN", "MXN"


DOLLARS = ("USD", "CAD", "MXN")
SYMBOLS = {"$": DOLLARS, "US$": ("USD",), "€": ("EUR",), "£": ("GBP",)}

_mark = "|".join(re.escape(mark) for mark in (*sorted(SYMBOLS, key=len, reverse=True), *Currency.values))
_MONEY = re.compile(rf"(?P<before>{_mark})?\s*(?P<number>[-−]?[0-9](?:[0-9.,'’ ]*[0-9])?)\s*(?P<after>{_mark})?", re.I)
_PERCENT = re.compile(r"(?P<whole>[0-9]{1,3})(?:[.,](?P<part>[0-9]{1,2}))?\s*%", re.ASCII)
_PLAIN = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?P<by>[.,'’ ])[0-9]{3}(?:(?P=by)[0-9]{3}){0,3}(?P<cents>(?!(?P=by))[.,][0-9]{1,2})?")


class Money(NamedTuple):
    cents: int
    currency: str


def parse_money(text: str, *, currency: str = "") -> Money:
    """Read `$1,234.56`, `840.75`, `USD 840.75`, `1.234,56 €`; `currency` is what the place around it says.

    A bare `$` is whichever dollar or peso `currency` names, else USD. Raises ValueError where the amount or the
    currency is unclear.
    """
    match = _MONEY.fullmatch(text.replace("\xa0", " ").replace("\u202f", " ").strip())
    if match is None:
        raise ValueError("This is not an amount. Write it like 840.75.")
    said = [_currencies(mark) for mark in (match["before"], match["after"]) if mark]
    possible = [code for code in ([currency] if currency else Currency.values) if all(code in codes for codes in said)]
    if not possible:
        raise ValueError("The amount is in another currency than the one named beside it.")
    return Money(parse_number(match["number"]), Currency.USD.value if Currency.USD in possible else possible[0])


def parse_number(text: str) -> int:
    """Read a number with at most two decimals as minor units. Raises ValueError where it could mean two numbers."""
    digits = text.strip().replace("−", "-")
    sign = -1 if digits.startswith("-") else 1
    digits = digits.removeprefix("-")
    grouped = _GROUPED.fullmatch(digits)
    if grouped and grouped["by"] == "." and not grouped["cents"] and digits.count(".") == 1:
        raise ValueError("An amount with three digits after a point is unclear. Write it like 1234.00 or 1,234.")
    if not grouped and not _PLAIN.fullmatch(digits):
        raise ValueError("This is not an amount. Write it like 840.75.")
    if grouped:
        digits = digits.replace(grouped["by"], "")
    whole, _, part = digits.replace(",", ".").partition(".")
    return sign * (int(whole) * 100 + int(part.ljust(2, "0")))


def parse_percent(text: str) -> int:
    """Read `18 %` or `12,5%` as hundredths of a percent. Raises ValueError unless above 0 and at most 100."""
    match = _PERCENT.fullmatch(text.strip())
    points = int(match["whole"]) * 100 + int((match["part"] or "").ljust(2, "0")) if match else 0
    if not 1 <= points <= 100_00:
        raise ValueError("This is not a percentage. Write it like 18 %.")
    return points


def money(cents: int, currency: str) -> str:
    """Write an amount for people: `$1,234.56`, `−$50.00`, `840.75 EUR`."""
    sign, number = "−" if cents < 0 else "", decimal(abs(cents), thousands=",")
    return f"{sign}${number}" if currency == Currency.USD else f"{sign}{number} {currency}"


def decimal(hundredths: int, *, thousands: str = "") -> str:
    """Write hundredths as a plain number, as forms take it: `840.75`."""
    whole, part = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{format(whole, thousands)}.{part:02}"


def percent(points: int) -> str:
    """Write hundredths of a percent for people: `18 %`, `12.5 %`."""
    return f"{decimal(points).rstrip('0').rstrip('.')} %"


def _currencies(mark: str) -> tuple[str, ...]:
    return SYMBOLS.get(mark.upper(), (mark.upper(),))
