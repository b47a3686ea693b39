import pytest
from pytest_django import Settings

from bookings.messages import ses
from guests.senders import sender
from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db
OWN, HOUSE = "Sail JADA <charters@jada.example.com>", "Sail JADA <house@example.com>"


@pytest.mark.parametrize(
    ("by_ses", "verified", "whose"),
    [(False, False, OWN), (False, True, OWN), (True, False, HOUSE), (True, True, OWN)],
)
def test_a_brand_writes_as_itself_as_soon_as_ses_lets_it(
    settings: Settings, by_ses: bool, verified: bool, whose: str
) -> None:
    settings.DEFAULT_FROM_EMAIL = "The house <house@example.com>"
    if by_ses:
        settings.EMAIL_BACKEND = ses.BACKEND
    brand = make.brand(name="Sail JADA", sender="charters@jada.example.com")
    build.site(brand=brand, mail_verified_at=make.NOW if verified else None)
    assert sender(brand) == whose


def test_a_brand_without_a_site_waits_for_ses_too(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.DEFAULT_FROM_EMAIL = ses.BACKEND, "house@example.com"
    assert sender(make.brand(name="Sail JADA")) == HOUSE
