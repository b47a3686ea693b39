"""The service key, of which only a hash is known (CONTRACTS 3, rows 1 and 2)."""

import hashlib
import hmac
import re
from threading import Lock

import bcrypt
from django.conf import settings

BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
SHA256 = re.compile(r"[0-9A-Fa-f]{64}")
SALT_OF_THE_SEED = "default_salt"
BCRYPT_READS_BYTES = 72
LONGEST_KEY = 256
MOST_VERIFIED = 64

_verified: set[tuple[str, str]] = set()
_verifying = Lock()


def problems() -> list[str]:
    """Say what is wrong with SERVICE_KEY_HASH and PASSWORD_SALT. No hash is quoted."""
    hashes = list(settings.SERVICE_KEY_HASH)
    found = [
        f"SERVICE_KEY_HASH: number {number} is neither a bcrypt hash nor 64 hexadecimal digits."
        for number, stored in enumerate(hashes, 1)
        if not BCRYPT.fullmatch(stored) and not SHA256.fullmatch(stored)
    ]
    if any(SHA256.fullmatch(stored) for stored in hashes) and settings.PASSWORD_SALT in ("", SALT_OF_THE_SEED):
        found.append(
            f"SERVICE_KEY_HASH holds a SHA-256 hash, which needs its own PASSWORD_SALT: not none, and not "
            f"{SALT_OF_THE_SEED}. `manage.py make_scc_key` makes a key whose hash needs no salt."
        )
    return found


def fingerprint(key: str) -> str:
    """Name a key without telling it."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_known(key: str) -> bool:
    """Say whether this process verified the key before, by a hash that is live still."""
    mark = fingerprint(key)
    return any((mark, stored) in _verified for stored in settings.SERVICE_KEY_HASH)


def opens(key: str) -> bool:
    """Verify a key against every live hash. It takes as long for whichever hash it fits, and for none."""
    if not 0 < len(key) <= LONGEST_KEY:
        return False
    with _verifying:  # a key's first requests, all at once, cost one bcrypt
        if is_known(key):
            return True
        fitting = [stored for stored in settings.SERVICE_KEY_HASH if _fits(key, stored)]
        _remember(key, fitting)
    return bool(fitting)


def _fits(key: str, stored: str) -> bool:
    if BCRYPT.fullmatch(stored):
        return _fits_bcrypt(key.encode()[:BCRYPT_READS_BYTES], stored.encode())
    salted = hashlib.sha256(f"{key}{settings.PASSWORD_SALT}".encode()).hexdigest()
    return hmac.compare_digest(salted, stored.lower())


def _fits_bcrypt(key: bytes, stored: bytes) -> bool:
    try:
        return bcrypt.checkpw(key, stored)
    except ValueError:  # a form of bcrypt that the library does not read
        return False


def _remember(key: str, fitting: list[str]) -> None:
    """Keep what fitted, never what did not: strangers can't push it out."""
    if len(_verified) >= MOST_VERIFIED:
        _verified.clear()
    _verified.update((fingerprint(key), stored) for stored in fitting)
