"""Names on a brand's domain (CONTRACTS 5): which object answers /g/NAME. Pure; the edge function is its twin."""

from bookings import codes

KEPT = ("ics", "jpg")
"""What is served beside pages under its own extension."""


def key_for(prefix: str, name: str) -> str | None:
    """Return the key of the object that /g/`name` means, or None where it means nothing of ours.

    X, X/ and X.html are one page, X a code or a slug in any case: telephones like to begin with a capital.
    """
    stem, dot, extension = name.removesuffix("/").rpartition(".")
    if not dot:
        stem, extension = extension, "html"
    if extension not in ("html", *KEPT):
        return None
    known = _canonical(stem)
    return f"{prefix}{known}.{extension}" if known else None


def page_keys(prefix: str, code: str, slug: str) -> list[str]:
    """Return the keys under which a booking's page is stored: its code's, and its slug's where it has one."""
    return [f"{prefix}{name}.html" for name in (code, slug) if name]


def _canonical(stem: str) -> str | None:
    """Write a code in capitals, a slug in small letters; refuse the rest, the reserved names included."""
    if stem.lower() in codes.RESERVED:
        return None
    code, slug = codes.as_code(stem), stem.lower()
    return code or (slug if stem.isascii() and codes.is_slug(slug) else None)
