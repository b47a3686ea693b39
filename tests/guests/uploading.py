"""Builders of what guests send: a charter on its day, a question of its page's script, a form filled in."""

import json
import os
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bookings import tokens
from bookings.models import Booking
from guests.models import Site
from guests.objects import bucket
from tests import make
from tests.guests import build

BOARDING = make.NOON - timedelta(minutes=15)
ABOARD = make.NOON + timedelta(hours=1)
PICTURE = b"\xff\xd8\xff\xe0 pretend"
"""What passes a door: looking at it is somebody else's work."""
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
JPEG = {"name": "deck.jpg", "size": 2_000_000, "type": "image/jpeg"}


def charter(site: Site | None = None, **fields: Any) -> Booking:
    """A confirmed charter whose brand has a site."""
    return build.charter(brand=(site or build.site()).brand, **fields)


def token(booking: Booking) -> str:
    return tokens.make("upload", booking.pk)


def ask(client: Client, charter: Booking, *files: Any, **changed: Any) -> Any:
    """Ask for forms as the page's script does, one for a JPEG if no file is named."""
    body = {"booking": charter.code, "token": token(charter), "files": files or (JPEG,)} | changed
    return client.post("/g/presign", json.dumps(body), content_type="application/json")


def form(client: Client, booking: Booking) -> dict[str, str]:
    """The hidden fields of a form for one JPEG."""
    fields: dict[str, str] = ask(client, booking).json()["posts"][0]["fields"]
    return fields


def bucket_without_credentials(monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site in a bucket, on a machine that has nothing to sign with."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    bucket.client.cache_clear()
    return build.site(hosting="bucket", bucket="own-site", incoming_bucket="own-incoming", region="us-west-2")


def send(client: Client, fields: dict[str, Any], body: bytes = PICTURE, **headers: str) -> Any:
    """Post a form to the product's own door, file last."""
    file = SimpleUploadedFile("deck.jpg", body, content_type="image/jpeg")
    return client.post("/g/upload/incoming", fields | {"file": file}, headers=headers)


def come(client: Client, charter: Booking, **more: Any) -> Any:
    """Press the button of the charter's page without scripts, or the next one with `more` filled in."""
    return client.post("/g/upload", {"booking": charter.code, "token": token(charter)} | more)


def forms(page: str) -> list[dict[str, str]]:
    """The hidden fields of every form on a page that sends a file."""
    found = re.findall(r"<form[^>]+multipart.*?</form>", page, re.DOTALL)
    return [{unescape(name): unescape(value) for name, value in HIDDEN.findall(one)} for one in found]
