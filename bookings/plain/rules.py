"""The table: signs of money, what a number counts or names instead, and what else makes it an amount.

Every text is in lower case, without accents, with its numbers in digits. What counts or names is struck out ("#")
before amounts are looked for, so that they may be looked for far from the words that betray them.
"""

import re
from collections.abc import Iterable

from bookings.plain.words import (
    AFTER,
    BRIDGE,
    CURRENCY,
    HALVES,
    LIKELY,
    MONTH,
    NAMED,
    NUMBERED,
    PER,
    PLURAL,
    POOLED,
    SELDOM,
    SHARED,
    SURE,
    UNIT,
)  # fmt: skip

DIGITS = r"(?:\d{1,3}(?:[., ']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
THOUSANDS = r"(?:\s?(?:k|mil)\b)"
PERCENT = r"(?:\s?%|\s(?:percent|per cent|por ciento)\b)"
SYMBOL = r"(?:(?:us|mx|ca?|a)?\s?\$|€|£)"
START, END = r"(?<![\w:/#+-])(?<!\d[.,])", rf"(?![\d:]|[.,]\d|{PERCENT})"
ANY = rf"{START}{DIGITS}{THOUSANDS}?"
TWO = rf"{START}(?:{DIGITS}{THOUSANDS}|(?=\d{{2}}|\d[.,]\d){DIGITS}){END}"
THREE = rf"{START}(?:{DIGITS}{THOUSANDS}|(?=\d{{3}}|\d+[.,]\d{{2}}){DIGITS}){END}"
"""Amounts of at least two or three digits, decimals among them: one digit alone counts something."""

SPACE = r"(?:[^\w.;!?$]|\.(?!\s)){1,9}"
WORDS = rf"(?:{SPACE}[a-z#'’]+){{0,4}}"
BRIDGES = rf"(?:{SPACE}{BRIDGE}(?!\w)){{0,4}}"
OTHERS = rf"(?:[\s:]{{1,2}}(?!(?:{SURE}|{LIKELY}|{SELDOM})\b)[a-z]+){{0,4}}"
HOUR = r"(?:[01]\d|2[0-3]|\d(?=\.))\.?[0-5]\d"


def _table(*rules: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rule) for rule in rules)


SIGNS = _table(
    rf"{SYMBOL}\s?\d|\b{CURRENCY}\s?{ANY}|{ANY}\s?(?:{SYMBOL}|{CURRENCY})",  # $840.75, USD 1,200, 200 dollars
    rf"^(?=.*\d{PERCENT}).*\b{SHARED}\b",  # port: 18 %
    rf"^(?=.*\b{HALVES}).*\b{POOLED}\b",  # tips 50/50
)
COUNTS = _table(
    r"(?<!\w)\+?\d{0,2} ?\(?\d{3}\)?[ .-]\d{3}[ .-]?\d{4}\b|\b555[ -]01\d\d\b",  # telephone
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:[1-9]|[0-3]\d)/\d{1,4}\b",  # 2026-12-05, 12/5, 3/4
    rf"\b\d{{1,2}}(?: de)? {MONTH}(?:,? \d{{4}}\b)?|\b{MONTH} \d{{1,2}}\b(?:,? \d{{4}}\b)?",  # 5 Dec, Dec 5, 2026
    r"\b(?:in|since|until|of|en|de|desde|hasta|season|temporada) (?:19|20)\d\d\b",
    r"\b(?:radio|vhf)(?: check)?(?: on| en(?: el)?)? \d\d?\b",  # radio check on 16
    r"\b\d{1,2}[:h]\d\d\b|\b(?:a|hasta|desde) las \d{1,2}\b",
    r"\b\d+(?:st|nd|rd|th|er[oa]?|º|ª)\b|\b\d+s\b",  # the 5th, the 80s
    rf"\b{NAMED}(?:\s(?:de la |del |code |is |es |#|no\.?|number |numero ))?[\s:.#]{{1,3}}\d[\d-]*\b(?!{PER})",
    rf"\b\d+(?:[.,]\d+){{0,3}}(?:\s?{UNIT}|\s{PLURAL})",  # 12 guests, 40 lb
    r"\b\d{3,5} (?:[nsew] )?(?:\w+ ){1,2}(?:st|street|dr|drive|ave|avenue|blvd|rd|road|way)\b",
)
AMOUNTS = _table(
    rf"\b{SURE}\b{WORDS}{SPACE}{TWO}",  # captain fee for today: 250
    rf"{TWO}{WORDS}{SPACE}{SURE}\b",  # 50 of it is the fee
    rf"\b{LIKELY}\b{BRIDGES}{SPACE}{TWO}",  # deposit paid 50
    rf"\b{LIKELY}\b{WORDS}{SPACE}{THREE}",  # balance on arrival: 640
    rf"\b{SELDOM}\b{BRIDGES}{SPACE}{THREE}",  # captain gets 300
    rf"\bextras?:{WORDS}{SPACE}{TWO}$",  # extra: paddle boards 60
    rf"{TWO}\s{AFTER}",  # 200 deposit, 50 de propina
    rf"{TWO}{PER}",  # 35/hr, 95 each
)
NAMES = _table(
    rf"^{HOUR}\b|\b(?:at|by|until|till|before|after|around|al?|las) {HOUR}\b",  # 1630, at 16.30
    rf"\b{HOUR}(?= (?:at|en|boarding|lines|sharp|departure|embarque|salida|call)\b)",
    rf"\b{NUMBERED}\b{OTHERS}[\s:#]{{1,3}}\d[\d.,]*",
    r"\b(?:19\d|20[2-4])\d\b|\b\d{5,}\b|\d+°\S*|-?\d+\.\d+, ?-?\d+\.\d+",  # years, serials, positions
)
BARE = _table(THREE, rf"\+\d{{3,}}{END}")
"""Three digits that count and name nothing we know: "the final 720", "(+300)"."""

NUMBER = re.compile(rf"{TWO}|\+\d")
WINDOW, OVERLAP = 400, 120
"""A line is read in pieces of so many characters, so that a very long one costs no more than its length."""

LABEL_ALONE = re.compile(rf"\W*(?:\w+\W+){{0,2}}(?:{SURE}|{LIKELY})\W*")
AMOUNT_ALONE = re.compile(rf"\W*{DIGITS}{THOUSANDS}?\W*")


def speaks_of_money(text: str) -> bool:
    """Say whether a line, in lower case and without accents, its numbers in digits, holds an amount."""
    if not any(char.isdigit() for char in text):
        return False
    return any(_holds_amount(text[start : start + WINDOW]) for start in range(0, len(text), WINDOW - OVERLAP))


def _holds_amount(text: str) -> bool:
    if _any(SIGNS, text):
        return True
    counted = _struck(COUNTS, text)
    if not NUMBER.search(counted):
        return False
    return _any(AMOUNTS, counted) or _any(BARE, _struck(NAMES, counted))


def _any(rules: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(rule.search(text) for rule in rules)


def _struck(rules: Iterable[re.Pattern[str]], text: str) -> str:
    for rule in rules:
        text = rule.sub("#", text)
    return text
