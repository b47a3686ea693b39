"""Money in free text, English and Spanish: which lines hold an amount, so that they can go to the ledger instead.

A line is taken out whole, because half a line about money is still about money. Text is matched without accents and in
lower case; times, headcounts, piers, codes, dates and telephone numbers stay.
"""

import re
import unicodedata

from bookings.plain.numbers import in_digits
from bookings.plain.rules import AMOUNT_ALONE, LABEL_ALONE, speaks_of_money


def money_lines(text: str) -> list[str]:
    """Return the lines of `text` that hold an amount of money, stripped, in order."""
    return without_money(text)[1]


def without_money(text: str) -> tuple[str, list[str]]:
    """Return the text without its lines of money, and those lines.

    A label on one line with its amount on the next goes as one line. Text without money comes back as it was.
    """
    kept: list[str] = []
    taken: list[str] = []
    for line in text.splitlines():
        plain = in_digits(plainly(line))
        if kept and AMOUNT_ALONE.fullmatch(plain) and LABEL_ALONE.fullmatch(plainly(kept[-1])):
            taken.append(f"{kept.pop().strip()} {line.strip()}")
        elif speaks_of_money(plain):
            taken.append(line.strip())
        else:
            kept.append(line)
    return (re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() if taken else text), taken


def masked(line: str) -> str:
    """Return a line to be recognised by, its numbers unreadable: "Captain fee: 250" → "captain fee: •••"."""
    return "".join("•" if char.isdigit() else char for char in in_digits(plainly(line)) if char.isprintable())


def plainly(line: str) -> str:
    """Lower case without accents or invisible characters: "Depósito" reads as "deposito", "＄" as "$"."""
    spread = unicodedata.normalize("NFKD", line.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")
