"""Colours of a brand: written as #rrggbb, and readable in sunlight."""

import re

from django.core.exceptions import ValidationError

HEX = r"^#[0-9a-fA-F]{6}$"
READABLE = 4.5
"""WCAG 2.2 AA for text of ordinary size."""


def validate_hex(colour: str) -> None:
    if not re.fullmatch(HEX, colour):
        raise ValidationError("Write the colour as # and six hex digits, like #0b1f3a.")


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two #rrggbb colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
