"""How many segments a text message takes: each is paid for, and travels, on its own (3GPP TS 23.038)."""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
GSM_ROOM = (160, 153)
"""Septets in a text of one segment, and in each of several."""
UCS2_ROOM = (70, 67)
"""The same in 16-bit units, as soon as one character is not in the tables above."""


def segments(text: str) -> int:
    plain = set(text) <= BASIC | EXTENDED
    alone, each = GSM_ROOM if plain else UCS2_ROOM
    widths = [2 if (letter in EXTENDED if plain else ord(letter) > 0xFFFF) else 1 for letter in text]
    return 1 if sum(widths) <= alone else _packed(widths, each)


def _packed(widths: list[int], room: int) -> int:
    """Count the segments that characters fill which are never cut in two."""
    count, used = 1, 0
    for width in widths:
        if used + width > room:
            count, used = count + 1, 0
        used += width
    return count
