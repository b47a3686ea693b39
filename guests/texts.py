"""What the lead guest reads in a text message: one segment, to be read aloud. Pure: words in, words out."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from bookings.messages.gsm import BASIC

SEGMENT = 160
SHORTENED = ("dock", "vessel", "brand")
"""What gives way where there is no room, in this order: the page has it in full. Times and the address never do."""
ENDS = ".."

TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "hold": "{brand}: we are holding {start} for you, until {until}.",
        "confirmed": "{brand}: confirmed for {day}. Be at {dock} at {boards}.",
        "moved": "{brand}: new time, {day}. Be at {dock} at {boards}.",
        "place": "{brand}: new boarding place for {day}. Be at {dock}, {vessel}, at {boards}.",
        "cancelled": "{brand}: your charter on {start} is cancelled. Please do not come.",
        "eve": "{brand}: see you {day}. Be at {dock} at {boards}.",
        "lapsed": "{brand}: we no longer hold {start} for you. It may be free yet.",
        "gallery": "{brand}: the photos of your charter are on your page.",
    },
    "es": {
        "hold": "{brand}: le reservamos el {start}, hasta el {until}.",
        "confirmed": "{brand}: su salida del {day} queda confirmada. Esté en {dock} a las {boards}.",
        "moved": "{brand}: nueva hora, {day}. Esté en {dock} a las {boards}.",
        "place": "{brand}: nuevo lugar de embarque el {day}. Esté en {dock}, {vessel}, a las {boards}.",
        "cancelled": "{brand}: su salida del {start} queda cancelada. Por favor, no venga.",
        "eve": "{brand}: nos vemos el {day}. Esté en {dock} a las {boards}.",
        "lapsed": "{brand}: ya no le reservamos el {start}. Puede que siga libre.",
        "gallery": "{brand}: las fotos de su salida ya le esperan.",
    },
}
CALL: Final = {"en": "Call {phone}.", "es": "Llame al {phone}."}


def write(kind: str, language: str, words: Mapping[str, str]) -> str:
    """Write one text. `words` are those of a letter, with the brand's name, its `phone`, and the `page` it ends with.

    The telephone number goes where it fits beside the rest; the page has it, too. Without a page it is what counts.
    """
    spoken = {name: plain(value) for name, value in words.items()}
    said, page = TEXTS[language][kind], spoken["page"]
    call = CALL[language] if spoken["phone"] else ""
    whole = _joined(said, call, page)
    if page and len(whole.format_map(spoken)) > SEGMENT:
        whole = _joined(said, page)
    return whole.format_map(_shortened(whole, spoken))


def plain(words: str) -> str:
    """Keep to letters that a text carries in one segment: a single á would more than halve its room."""
    return "".join(letter if letter in BASIC else _spelled(letter) for letter in " ".join(words.split()))


def _spelled(letter: str) -> str:
    alike = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
    letters = alike.get(letter) or unicodedata.normalize("NFKD", letter)
    return "".join(each for each in letters if each in BASIC)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _shortened(template: str, words: Mapping[str, str]) -> Mapping[str, str]:
    """Cut the names that may give way until the text fits, or nothing is left to cut."""
    shorter = dict(words)
    for name in SHORTENED:
        over = len(template.format_map(shorter)) - SEGMENT
        if over > 0:
            kept = shorter[name][: max(0, len(shorter[name]) - over - len(ENDS))].rstrip(" ,.")
            shorter[name] = f"{kept}{ENDS}"
    return shorter
