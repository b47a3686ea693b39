import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from guests.colours import contrast
from guests.models import Page, Site, SiteTexts
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
    written = {"key": "g/XHQGMDH.html", "stored_at": make.NOW, "claimed_at": make.NOW}
    Page.objects.create(site=site, booking_code="XHQGMDH", **written)
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.create(site=site, booking_code="BCDFGHJ", **written)


@pytest.mark.parametrize("name", SiteTexts.WORDS)
def test_texts_that_speak_of_money_are_refused_at_their_field_with_the_line_named(name: str) -> None:
    texts = SiteTexts(site=build.site(), language="en", **{name: "Bring a hat\nRevenue: 840.75"})
    with pytest.raises(ValidationError) as refused:
        texts.full_clean()
    assert refused.value.message_dict == {name: ["Every guest reads this, and it speaks of money: “Revenue: 840.75”."]}


def test_a_brand_that_nobody_dressed_has_the_default_look() -> None:
    brand = make.brand()
    assert Site.of(brand).theme == Site(brand=brand).theme
    assert Site.objects.count() == 0
