import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from bookings import tokens

numbers = st.integers(min_value=0, max_value=2**35 - 1)


@given(numbers, numbers)
def test_a_token_gives_back_its_numbers_and_fits_thirty_characters(pk: int, version: int) -> None:
    token = tokens.make("crew-link", pk, version)
    assert tokens.read("crew-link", token) == (pk, version)
    assert len(token) <= 30


def test_a_token_needs_no_escaping_in_an_address() -> None:
    token = tokens.make("crew-link", 40, 1)
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_token_is_good_for_its_purpose_alone() -> None:
    assert tokens.read("feed", tokens.make("crew-link", 40, 1)) is None


def test_a_token_of_another_secret_is_refused(settings: Settings) -> None:
    token = tokens.make("crew-link", 40, 1)
    settings.SECRET_KEY = "another one"
    assert tokens.read("crew-link", token) is None


def test_every_changed_character_is_noticed() -> None:
    token = tokens.make("crew-link", 40, 1)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/="
    forged = {token[:at] + other + token[at + 1 :] for at in range(len(token)) for other in alphabet} - {token}
    assert [one for one in forged if tokens.read("crew-link", one)] == []


@pytest.mark.parametrize("garbage", ["", "=", "a", "é", "a b", "\x00", "A" * 16, "A" * 30, "x" * 100_000])
def test_garbage_is_refused(garbage: str) -> None:
    assert tokens.read("crew-link", garbage) is None


@given(st.text(max_size=40))
def test_no_text_raises(text: str) -> None:
    assert tokens.read("crew-link", text) is None


def test_a_token_with_something_around_it_is_refused() -> None:
    token = tokens.make("crew-link", 40, 1)
    assert [tokens.read("crew-link", other) for other in (f"{token}=", f"{token}\n", f" {token}", f"{token}A")] == [
        None
    ] * 4


def test_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="no negative numbers"):
        tokens.make("crew-link", -1)
