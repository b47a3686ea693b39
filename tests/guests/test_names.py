import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings import codes
from guests.models import KeyPrefix
from guests.names import key_for, page_keys

prefixes = st.sampled_from(KeyPrefix.values)
booking_codes = st.from_regex(r"[A-Z0-9]{7}", fullmatch=True)
slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,4}", fullmatch=True).filter(codes.is_slug)
OURS = re.compile(r"(g|guests)/([A-Z0-9]{7}(-[0-9a-f]{16})?|[a-z0-9]+(-[a-z0-9]+)*)\.(html|ics|jpg|js)")


@given(prefixes, booking_codes, slugs)
def test_every_stored_key_is_found_by_its_names(prefix: str, code: str, slug: str) -> None:
    assert page_keys(prefix, code, slug) == [key_for(prefix, code), key_for(prefix, slug)]


@given(prefixes, st.one_of(st.text(), st.from_regex(r"[\w./-]{1,70}", fullmatch=True)))
def test_no_name_leads_outside_our_own_keys(prefix: str, name: str) -> None:
    key = key_for(prefix, name)
    assert key is None or OURS.fullmatch(key)


@pytest.mark.parametrize("extension", ["ics", "jpg", "js"])
def test_what_stands_beside_a_page_keeps_its_extension(extension: str) -> None:
    assert key_for("g/", f"smith-sail.{extension}") == f"g/smith-sail.{extension}"


@pytest.mark.parametrize("name", ["presign", "upload", "index", "Presign", "index.html", "upload/"])
def test_reserved_names_are_nobodys_page(name: str) -> None:
    assert key_for("g/", name) is None


@pytest.mark.parametrize("name", ["", ".html", "XHQGMDH.html.html", "XHQGMDH.php", "a/b", "../XHQGMDH", "ab", "söl"])
def test_what_is_no_name_of_ours_has_no_key(name: str) -> None:
    assert key_for("g/", name) is None


def test_a_booking_without_a_slug_has_one_key() -> None:
    assert page_keys("guests/", "XHQGMDH", "") == ["guests/XHQGMDH.html"]
