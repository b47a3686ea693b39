"""The uploader where photos go straight to a bucket, at an address of its own."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, Route

from bookings.models import Booking
from tests import amazon as aws
from tests.browser import uploads

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def charter(amazon: str, site: str) -> Booking:
    own = aws.site()
    rules = [{"AllowedMethods": ["POST"], "AllowedOrigins": [site], "AllowedHeaders": ["*"]}]
    aws.client("s3").put_bucket_cors(Bucket=own.incoming_bucket, CORSConfiguration={"CORSRules": rules})
    return uploads.under_way(brand=own.brand)


def test_photos_go_straight_to_the_bucket_and_nowhere_else(amazon: str, phone: Page, charter: Booking) -> None:
    posts: list[str] = []
    phone.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    uploads.open_page(phone, charter)
    uploads.choose(phone, *uploads.three())
    uploads.says(phone, f"3 of 3 sent. {uploads.THANKS}")
    assert [url.startswith(amazon) for url in posts] == [False, True, True, True]
    assert uploads.arrived(charter) == uploads.promised(charter) == uploads.THREE


def test_a_form_that_the_bucket_finds_too_old_is_asked_for_again(phone: Page, charter: Booking) -> None:
    def sixteen_minutes_ago(route: Route) -> None:
        with time_machine.travel(timezone.now() - timedelta(minutes=16)):
            route.fulfill(response=route.fetch())

    uploads.open_page(phone, charter)
    phone.route(uploads.PRESIGN, sixteen_minutes_ago, times=1)
    uploads.choose(phone, uploads.picture("IMG_1.jpg"))
    uploads.says(phone, f"1 of 1 sent. {uploads.THANKS}")
    assert (uploads.promised(charter), uploads.arrived(charter)) == (["IMG_1.jpg", "IMG_1.jpg"], ["IMG_1.jpg"])
