"""Since when a brand sends as itself."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from bookings.messages import ses
from guests.hosting import mail
from guests.models import Hosting, Site
from tests import amazon as aws
from tests import make
from tests.guests import build as guests
from tests.hosting import build

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("amazon")]

UNKNOWN_YET = {"VerifiedForSendingStatus": False, "DkimAttributes": {"Tokens": ["a1"]}}


@pytest.fixture(autouse=True)
def sends_through_ses(settings: Settings) -> None:
    settings.EMAIL_BACKEND = ses.BACKEND


def hosted() -> Site:
    return guests.site(hosting=Hosting.BUCKET, bucket="a-site", incoming_bucket="an-incoming", region="us-west-2")


def noted(site: Site) -> object:
    site.refresh_from_db()
    return site.mail_verified_at


def test_a_launched_brand_has_an_identity_for_its_senders_domain() -> None:
    site = guests.site(brand=make.brand(sender="hello@mail.sail.example.com"))
    build.launch(site.brand.domain)
    found = aws.client("sesv2").get_email_identity(EmailIdentity="mail.sail.example.com")
    assert len(found["DkimAttributes"]["Tokens"]) == 3


def test_a_verified_brand_is_noted_with_the_time() -> None:
    site = hosted()
    mail.make(mail.domain_of(site.brand))
    mail.note_verified(at=make.NOW)
    mail.note_verified(at=make.NOW + timedelta(days=1))
    assert noted(site) == make.NOW


def test_one_not_verified_yet_is_asked_about_hourly() -> None:
    site = hosted()
    mail.make(mail.domain_of(site.brand))
    with build.amazon_says("GetEmailIdentity", UNKNOWN_YET):
        mail.note_verified(at=make.NOW)
    mail.note_verified(at=make.NOW + timedelta(minutes=1))
    assert noted(site) is None


def test_one_without_an_identity_waits() -> None:
    site = hosted()
    mail.note_verified(at=make.NOW)
    assert noted(site) is None


def test_a_site_in_files_is_not_asked_about() -> None:
    site = guests.site()
    mail.make(mail.domain_of(site.brand))
    mail.note_verified(at=make.NOW)
    assert noted(site) is None


def test_where_ses_does_not_send_nobody_asks(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    site = hosted()
    mail.make(mail.domain_of(site.brand))
    mail.note_verified(at=make.NOW)
    assert noted(site) is None


def test_a_launch_notes_it_too() -> None:
    site = guests.site()
    build.launch(site.brand.domain)
    assert noted(site) is not None


def test_the_records_lead_where_the_region_keeps_its_keys() -> None:
    answer = UNKNOWN_YET | {"DkimAttributes": {"Tokens": ["a1"], "SigningHostedZone": "dkim.eu.example.com"}}
    with build.amazon_says("GetEmailIdentity", answer):
        identity = mail.find("sail.example.com")
    assert identity is not None
    assert [(one.name, one.value) for one in identity.records] == [
        ("a1._domainkey.sail.example.com", "a1.dkim.eu.example.com")
    ]
