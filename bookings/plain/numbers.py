"""Numbers in words, English and Spanish, turned into digits: "two hundred and fifty", "doscientos cincuenta" → 250."""

import re

UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho "
    "diecinueve",
)
TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
)
TWENTIES = "veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
HUNDREDS = "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient"

VALUES = {word: value for words in UNITS for value, word in enumerate(words.split(), 2)}
VALUES |= {word: value * 10 for words in TENS for value, word in enumerate(words.split(), 2)}
VALUES |= {word: value for value, word in enumerate(TWENTIES.split(), 21)}
VALUES |= {stem + end: value * 100 for value, stem in enumerate(HUNDREDS.split(), 2) for end in ("os", "as")}
VALUES |= {"cien": 100, "ciento": 100}
TIMES = {"hundred": 100, "thousand": 1000, "grand": 1000, "mil": 1000}
ONE = dict.fromkeys(("one", "un", "uno", "una"), 1)
"""Too common a word to begin a number."""

FIRST, NEXT = "|".join((*VALUES, *TIMES)), "|".join((*VALUES, *TIMES, *ONE))
RUN = re.compile(
    rf"(?<![\w.,:/])(?:\d{{1,3}}\s)?(?:an?\s|one\s)?(?<!\bpor )\b(?:{FIRST})\b(?:(?:\s(?:and|y)\s|[\s-])(?:{NEXT})\b)*"
)
"""Words of number in a row, perhaps with digits before them: "8 hundred". "Por ciento" is none."""


def in_digits(text: str) -> str:
    """Return `text`, lower case and without accents, with its numbers in digits."""
    return RUN.sub(lambda run: str(_value(run[0])), text)


def _value(words: str) -> int:
    total = part = 0
    for word in re.findall(r"\w+", words):
        if word in TIMES:
            part = max(part, 1) * TIMES[word]
            if TIMES[word] == 1000:
                total, part = total + part, 0
        else:
            part += int(word) if word.isdigit() else (VALUES | ONE).get(word, 0)
    return total + part
