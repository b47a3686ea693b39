"""Hours and amounts: worked out in whole minutes and cents, and said as people say them."""

from collections import Counter
from collections.abc import Iterable


def earned(cents_per_hour: int, minutes: int) -> int:
    """Round half up, to the cent."""
    return (cents_per_hour * minutes * 2 + 60) // 120


def spoken_hours(minutes: int) -> str:
    """Say `2 h 30 min`, `45 min`, `0 h`; less than nothing, as a correction may be, `−1 h`."""
    hours, rest = divmod(abs(minutes), 60)
    said = " ".join(part for part in (f"{hours} h" if hours or not rest else "", f"{rest} min" if rest else "") if part)
    return f"−{said}" if minutes < 0 else said


def decimal(hundredths: int, *, thousands: str = "") -> str:
    """Write hundredths as a plain number: `1012.50`, `-12.50`."""
    whole, part = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{format(whole, thousands)}.{part:02}"


def spoken_money(cents: int, currency: str) -> str:
    """Write an amount for people: `1,012.50 USD`, `−12.50 USD`."""
    return f"{decimal(cents, thousands=',').replace('-', '−')} {currency}"


def spoken_total(amounts: Iterable[tuple[int, str]]) -> str:
    """Add up (cents, currency), each currency by itself: `1,012.50 USD and 80.00 EUR`."""
    totals: Counter[str] = Counter()
    for cents, currency in amounts:
        totals[currency] += cents
    return " and ".join(spoken_money(cents, currency) for currency, cents in sorted(totals.items()))
