"""Where a guest finds a page."""

from django.conf import settings


def public_address(domain: str, name: str) -> str:
    """Return the address to hand out for the page of `name`, a code or a slug, on a brand's domain."""
    return f"{settings.PUBLIC_URL}/sites/{domain}/g/{name}"
