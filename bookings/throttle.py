"""Counts how often somebody did something, in the cache, for doors that stand open to everyone."""

import hashlib
import logging

from django.core.cache import cache

logger = logging.getLogger(__name__)


def allowed(action: str, who: str, *, most: int, seconds: int) -> bool:
    """Take one of `most` slots, each free again `seconds` after it was taken; False where none is free.

    `add` is one step in the cache, so that those who come at once share the slots too. Without a cache nobody is
    turned away: the door matters more than the count.
    """
    name = hashlib.sha256(who.encode()).hexdigest()  # whom it is about is nobody's business in the cache either
    try:
        return any(cache.add(f"{action}:{name}:{slot}", 1, seconds) for slot in range(most))
    except Exception as error:  # whatever a cache server can do wrong
        logger.warning("Nothing is counted for %s: the cache is away (%s).", action, type(error).__name__)
        return True
