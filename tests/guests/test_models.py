import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from guests.colours import contrast
from guests.models import Page, Site
from tests import make
from tests.guests import build

pytestmark = pytest.mark.django_db


def test_black_on_white_has_the_most_contrast_there_is() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_the_default_look_can_be_read_in_the_sun() -> None:
    Site(brand=make.brand()).full_clean()


@pytest.mark.parametrize("look", [{"ink": "#cccccc"}, {"accent": "#112233"}])
def test_colours_that_nobody_can_read_are_refused_at_their_field(look: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Site(brand=make.brand(), **look).full_clean()
    assert list(refused.value.message_dict) == list(look)


def test_a_colour_that_is_no_colour_is_refused_by_the_form() -> None:
    with pytest.raises(ValidationError) as refused:
        Site(brand=make.brand(), paper="white").full_clean()
    assert "paper" in refused.value.message_dict


def test_a_colour_that_is_no_colour_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        build.site(ink="}</sty")


def test_a_key_is_one_page_of_a_site() -> None:
    site = build.site()
    Page.objects.create(site=site, key="g/XHQGMDH.html", booking_code="XHQGMDH", stored_at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(site=site, key="g/XHQGMDH.html", booking_code="BCDFGHJ", stored_at=make.NOW)


def test_a_brand_that_nobody_dressed_has_the_default_look() -> None:
    brand = make.brand()
    assert Site.of(brand).theme == Site(brand=brand).theme
    assert Site.objects.count() == 0
