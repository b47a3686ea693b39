"""Booking codes and slugs (CONTRACTS 5): how names on a brand's domain are made and told apart."""

import re
import secrets

CODE_ALPHABET = "BCDFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 7
CODE = re.compile(r"[A-Z0-9]{7}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RESERVED = frozenset({"presign", "upload", "index"})


def new_code() -> str:
    """Draw a code that spells no word: 28⁷ of them, checked for uniqueness by the database."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def as_code(name: str) -> str | None:
    """Return the booking code that `name` spells in any case, or None where it is not one."""
    code = name.upper()
    return code if CODE.fullmatch(code) and name.isascii() else None


def is_slug(name: str) -> bool:
    """Tell a usable slug: 3–60 characters, not reserved, and never one that could be a code."""
    return 3 <= len(name) <= 60 and SLUG.fullmatch(name) is not None and name not in RESERVED and as_code(name) is None
