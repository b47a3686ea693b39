"""Names on a brand's domain (CONTRACTS 5): which object answers /g/NAME. Pure; infra/edge/rewrite.js is its twin."""

import re

from bookings import codes

KEPT = ("ics", "jpg", "js")
"""What is served beside pages under its own extension."""
PICTURE = re.compile(r"([A-Za-z0-9]{7})(-[A-Fa-f0-9]{16})")


def key_for(prefix: str, name: str) -> str | None:
    """Return the key of the object that /g/`name` means, or None where it means nothing of ours.

    `name` is decoded. X, X/ and X.html are one page, X a code or a slug in any case: telephones like to begin with a
    capital. A picture is CODE-hash.jpg.
    """
    stem, dot, extension = name.removesuffix("/").rpartition(".")
    if not dot:
        stem, extension = extension, "html"
    extension = extension.lower()
    known = _canonical(stem, extension) if name.isascii() and extension in ("html", *KEPT) else None
    return f"{prefix}{known}.{extension}" if known else None


def page_keys(prefix: str, code: str, slug: str) -> list[str]:
    """Return the keys under which a booking's page is stored: its code's, and its slug's where it has one."""
    return [f"{prefix}{name}.html" for name in (code, slug) if name]


def _canonical(stem: str, extension: str) -> str | None:
    """Write a code in capitals, a picture as CODE-hash, a slug in small letters. Refuse reserved names."""
    if extension == "jpg" and (picture := PICTURE.fullmatch(stem)):
        return picture[1].upper() + picture[2].lower()
    slug = stem.lower()
    if slug in codes.RESERVED:
        return None
    return codes.as_code(stem) or (slug if codes.is_slug(slug) else None)
