"""Short signed tokens for links: a few numbers that only we could have written, good for one purpose."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable

from django.conf import settings
from django.utils.encoding import force_bytes

MAC_BYTES = 12  # 96 bits: out of reach of guessing, and the token still fits a text message
LONGEST = 64  # characters; what is longer is garbage, and not worth the arithmetic


def make(purpose: str, *numbers: int) -> str:
    """Sign `numbers` (none negative) for `purpose`.

    URL-safe. Two numbers below 2³⁵ take at most 30 characters, small ones 19.
    """
    packed = b"".join(_pack(number) for number in numbers)
    return urlsafe_b64encode(packed + _mac(purpose, packed)).decode().rstrip("=")


def read(purpose: str, token: str) -> tuple[int, ...] | None:
    """Return the numbers that `make` signed for `purpose`; None for anything else."""
    if len(token) > LONGEST:
        return None
    try:
        signed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        numbers = tuple(_unpack(signed[:-MAC_BYTES]))
    except ValueError:
        return None
    # Made afresh and compared whole, so that a token has one spelling only: base64 ignores stray bits and signs.
    return numbers if hmac.compare_digest(make(purpose, *numbers), token) else None


def _mac(purpose: str, packed: bytes) -> bytes:
    key = hmac.digest(force_bytes(settings.SECRET_KEY), f"bookings.tokens:{purpose}".encode(), hashlib.sha256)
    return hmac.digest(key, packed, hashlib.sha256)[:MAC_BYTES]


def _pack(number: int) -> bytes:
    """Write a number in groups of seven bits, lowest first; the high bit says that more follow."""
    if number < 0:
        raise ValueError("Tokens hold no negative numbers.")
    groups = bytearray()
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def _unpack(packed: bytes) -> Iterable[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
    if shift:
        raise ValueError("The last number is cut off.")
