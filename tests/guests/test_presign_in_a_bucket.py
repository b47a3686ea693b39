"""What S3 makes of the forms that we sign: on an AWS that enforces them, by the real clock."""

from datetime import timedelta

import httpx
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from guests.models import Photo, Site
from guests.objects import Presigned, bucket
from guests.uploads import presign
from guests.uploads.promises import promise
from guests.uploads.wanted import LARGEST_BYTES, Wanted
from tests import amazon as aws
from tests.guests import build, uploading
from tests.guests.uploading import ABOARD

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("amazon")]


def signed() -> tuple[Presigned, Photo, Site]:
    """A form for one JPEG in a bucket, good for a quarter of an hour from now."""
    site = aws.site()
    photo = promise(uploading.charter(site), [Wanted("deck.jpg", "image/jpeg")], at=ABOARD)[0]
    return presign.form(site, photo, at=ABOARD), photo, site


def put(form: Presigned, body: bytes = uploading.PICTURE, **changed: str) -> int:
    """Post the form as a browser does, file last; return the status."""
    return httpx.post(form.url, data=form.fields | changed, files={"file": ("deck.jpg", body)}).status_code


def arrived(site: Site) -> list[str]:
    listed = aws.client("s3").list_objects_v2(Bucket=site.incoming_bucket)
    return [item["Key"] for item in listed.get("Contents", ())]


def test_a_photo_goes_straight_to_the_bucket() -> None:
    form, photo, site = signed()
    assert (put(form), arrived(site)) == (201, [photo.key])
    head = aws.client("s3").head_object(Bucket=site.incoming_bucket, Key=photo.key)
    assert (head["ContentType"], head["ContentLength"]) == ("image/jpeg", len(uploading.PICTURE))


def test_a_form_sent_twice_is_one_object() -> None:
    form, photo, site = signed()
    assert ([put(form), put(form)], arrived(site)) == ([201, 201], [photo.key])


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (b"", {}),
        (b"x" * (LARGEST_BYTES + 1), {}),
        (b"x", {"Content-Type": "text/html"}),
        (b"x", {"key": "in/XHQGMDH/other"}),
        (b"x", {"key": "g/XHQGMDH.html"}),
        (b"x", {"acl": "public-read"}),
        (b"x", {"x-amz-meta-made-by": "fairlead"}),
        (b"x", {"success_action_redirect": "https://elsewhere.example.com/"}),
        (b"x", {"policy": ""}),
    ],
    ids=["empty", "large", "type", "key", "page", "acl", "meta", "redirect", "unsigned"],
)
def test_s3_refuses_what_was_not_promised(body: bytes, changed: dict[str, str]) -> None:
    form, _, site = signed()
    assert (put(form, body, **changed) in (400, 403), arrived(site)) == (True, [])


def test_s3_refuses_a_form_whose_time_is_over() -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=16)):
        form, _, site = signed()
    assert (put(form), arrived(site)) == (403, [])


def test_a_form_is_signed_as_every_bucket_demands() -> None:
    form, _, _ = signed()
    assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


def test_a_page_learns_where_its_photos_go(amazon: str) -> None:
    assert (presign.origin(aws.site()), presign.origin(build.site())) == (amazon, "")


def test_a_page_lets_photos_go_where_amazon_has_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    site = aws.site()
    photo = promise(uploading.charter(site), [Wanted("deck.jpg", "image/jpeg")], at=ABOARD)[0]
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    bucket.client.cache_clear()
    form = presign.form(site, photo, at=ABOARD)
    assert form.url.startswith(f"{presign.origin(site)}/")
    assert presign.origin(site) == f"https://{site.incoming_bucket}.s3.us-west-2.amazonaws.com"


def test_a_browser_without_scripts_is_led_back(client: Client, amazon: str) -> None:
    now = timezone.now()
    site = aws.site()
    uploading.come(client, uploading.charter(site, starts_at=now, at=now - timedelta(days=9)), count=2)
    page = client.get("/g/upload")
    assert f"form-action 'self' {amazon};" in page["Content-Security-Policy"]
    fields = uploading.forms(page.content.decode())[0]
    response = httpx.post(f"{amazon}/{site.incoming_bucket}", data=fields, files={"file": ("a.jpg", uploading.PICTURE)})
    led_to = response.headers["Location"].partition("?")[0]
    assert (response.status_code, led_to) == (303, f"{settings.PUBLIC_URL}/g/upload")
    assert "1 of 2 have arrived." in client.get("/g/upload").content.decode()
