"""What is deployed: the template with the edge function in it, and what it is told."""

import json
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from guests.hosting import amazon
from guests.hosting.errors import HostingError

INFRA = Path(settings.BASE_DIR) / "infra"
LARGEST_FUNCTION_BYTES = 10_240


def body(key_prefix: str) -> str:
    """Return the template. The function is written into it: a parameter holds no more than 4,096 bytes."""
    code = function(key_prefix)
    if len(code.encode()) > LARGEST_FUNCTION_BYTES:
        raise HostingError(f"infra/edge/rewrite.js has more than {LARGEST_FUNCTION_BYTES:,} bytes: CloudFront's limit.")
    text = (INFRA / "brand-site.yaml").read_text()
    return text.replace("__REWRITE__", json.dumps(code))  # a string of JSON is a string of YAML


def function(key_prefix: str) -> str:
    """Return the edge function for a site whose objects begin with `key_prefix`: g/."""
    return (INFRA / "edge" / "rewrite.js").read_text().replace("__KEY_PREFIX__", key_prefix)


def parameters(domain: str, *, certificate_arn: str) -> dict[str, str]:
    """Say what the template is told. Without a certificate it makes only what an adopted site needs."""
    origin = settings.PUBLIC_URL
    return {
        "DomainName": domain,
        "CertificateArn": certificate_arn,
        "ProductHost": product_host(),
        "ProductOrigin": origin,
    }


def product_host() -> str:
    """Return the host that uploads are handed on to. Raises HostingError for one that CloudFront cannot reach."""
    public = urlsplit(settings.PUBLIC_URL)
    host = public.hostname or ""
    if not amazon.stands_in() and (public.scheme != "https" or public.port or "." not in host or _is_number(host)):
        raise HostingError(
            f"Uploads are handed on to PUBLIC_URL, and CloudFront cannot reach {settings.PUBLIC_URL}. "
            "Set PUBLIC_URL to the product's https:// address, without a port."
        )
    return host


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
