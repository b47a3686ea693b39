"""How often one may knock: with a key, and without."""

import hashlib
import logging

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class WireThrottle(SimpleRateThrottle):
    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except Exception:  # whatever the cache's library raises: a wire without a limit is better than none
            logger.warning("The cache is away: /scc/ is served without a limit.", exc_info=True)
            return True

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Hash who knocks: a key's own name, or an address, which a proxy's header may stretch."""
        return f"{self.scope}:{hashlib.sha256(self.who(request).encode()).hexdigest()}"

    def who(self, request: Request) -> str:
        return self.get_ident(request) or ""


class PerKey(WireThrottle):
    """Each key's events; a season sent at once fits into a few minutes."""

    scope = "scc-key"
    rate = "300/min"

    def who(self, request: Request) -> str:
        return str(request.auth)


class PerStranger(WireThrottle):
    """Attempts from one address with no key, or one that is not known yet: each may cost a bcrypt."""

    scope = "scc-stranger"
    rate = "20/min"


class PerReader(WireThrottle):
    """Whoever reads the description of the wire, which is open."""

    scope = "scc-reader"
    rate = "60/min"
