"""What `manage.py check` says about calling another SCC; with `--deploy` it asks there whether the key is good."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from bookings.outbox.targets import PermanentError, TransientError
from crew.scc.client import AUTH_STYLES, CLOUDFRONT, Client, is_cloudfront

ON_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def calls_another_scc() -> bool:
    return "scc" in settings.OUTBOX_TARGETS


@register
def check_the_address(**_: Any) -> list[CheckMessage]:
    """Find, without asking anybody, what can never work."""
    if not calls_another_scc():
        return []
    found: list[CheckMessage] = []
    address = urlsplit(settings.SCC_BASE_URL)
    host = address.hostname or ""
    if is_cloudfront(host):
        found.append(Error(CLOUDFRONT.format(host=host), id="scc.E002"))
    elif not host or not (address.scheme == "https" or (address.scheme == "http" and host in ON_THIS_MACHINE)):
        found.append(Error("SCC_BASE_URL must begin with https://, since a key travels there.", id="scc.E003"))
    if settings.SCC_AUTH_STYLE not in AUTH_STYLES:
        found.append(Error(f"SCC_AUTH_STYLE must be one of: {', '.join(AUTH_STYLES)}.", id="scc.E004"))
    if not settings.SCC_SERVICE_KEY:
        found.append(Error("SCC_SERVICE_KEY is not set: SCC will answer nothing without it.", id="scc.E005"))
    return found


@register(Tags.security, deploy=True)
def check_the_key(**_: Any) -> list[CheckMessage]:
    """Ask the other SCC, without writing. What the address rules out already is not asked for."""
    if not calls_another_scc() or check_the_address():
        return []
    try:
        Client().verify_key()
    except (PermanentError, TransientError) as fault:
        return [Error(f"The key could not be verified at SCC. {fault}", id="scc.E006")]
    return []
