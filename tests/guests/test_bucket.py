"""Objects in a bucket, on an AWS that enforces conditions and keeps versions."""

import pytest

from guests.objects import ChangedError, published
from tests import amazon as aws

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("amazon")]

HOW = {"content_type": "text/html; charset=utf-8", "cache_control": "no-cache"}


def test_a_write_over_something_else_is_refused() -> None:
    objects = published(aws.site())
    first = objects.put("g/A.html", b"one", over="", **HOW)
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"two", over="", **HOW)
    objects.put("g/A.html", b"two", over=first, **HOW)
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"three", over=first, **HOW)
    assert objects.read("g/A.html", at_most=100) == b"two"


def test_what_is_removed_leaves_no_version() -> None:
    site = aws.site()
    objects = published(site)
    for body in (b"one", b"two"):
        objects.put("g/A.html", body, over=None, **HOW)
    objects.remove("g/A.html")
    left = aws.client("s3").list_object_versions(Bucket=site.bucket)
    assert (objects.see("g/A.html"), left.get("Versions"), left.get("DeleteMarkers")) == (None, None, None)
