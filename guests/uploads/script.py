"""The uploader's script as it stands beside the pages: named by its content, and held to it by them."""

import base64
import hashlib
from functools import cache

from django.conf import settings


@cache
def body() -> bytes:
    return (settings.BASE_DIR / "static" / "uploader.js").read_bytes()


@cache
def name() -> str:
    return f"uploader-{hashlib.sha256(body()).hexdigest()[:12]}.js"


@cache
def integrity() -> str:
    """Return what a page's script element demands of these bytes."""
    return "sha384-" + base64.b64encode(hashlib.sha384(body()).digest()).decode()
