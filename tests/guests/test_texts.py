"""Text messages to guests: one segment each, whatever the names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.messages.gsm import BASIC, segments
from guests.texts import CALL, TEXTS, plain, write
from guests.wording import Kind

WORDS = {
    "brand": "Sail JADA",
    "day": "Sat 5 Dec",
    "start": "Sat 5 Dec, 12:00 pm",
    "until": "Fri 27 Nov, 9:00 am",
    "boards": "11:45 am",
    "vessel": "JADA",
    "dock": "Pier 1, slip 4",
    "phone": "+1 619-555-0100",
    "page": "https://sailjada.com/g/XHQGMDH",
}
SPANISH = WORDS | {"day": "sáb 5 dic", "start": "sáb 5 dic, 12:00", "until": "vie 27 nov, 9:00", "boards": "11:45"}


def test_a_text_can_be_read_aloud() -> None:
    assert [write(kind, "en", WORDS) for kind in ("confirmed", "place", "eve")] == [
        "Sail JADA: confirmed for Sat 5 Dec. Be at Pier 1, slip 4 at 11:45 am. Call +1 619-555-0100. "
        "https://sailjada.com/g/XHQGMDH",
        "Sail JADA: new boarding place for Sat 5 Dec. Be at Pier 1, slip 4, JADA, at 11:45 am. Call +1 619-555-0100. "
        "https://sailjada.com/g/XHQGMDH",
        "Sail JADA: see you Sat 5 Dec. Be at Pier 1, slip 4 at 11:45 am. Call +1 619-555-0100. "
        "https://sailjada.com/g/XHQGMDH",
    ]


def test_a_spanish_text_keeps_to_letters_of_one_segment() -> None:
    assert write("confirmed", "es", SPANISH) == (
        "Sail JADA: su salida del sab 5 dic queda confirmada. Esté en Pier 1, slip 4 a las 11:45. "
        "Llame al +1 619-555-0100. https://sailjada.com/g/XHQGMDH"
    )


def test_every_kind_has_its_words_in_every_language() -> None:
    assert [list(texts) == list(TEXTS["en"]) for texts in TEXTS.values()] == [True, True]
    assert set(TEXTS["en"]) == set(Kind)


def test_all_words_of_ours_are_letters_of_one_segment() -> None:
    ours = {text for texts in TEXTS.values() for text in texts.values()} | set(CALL.values())
    assert set("".join(ours)) - BASIC == set("{}")


def test_the_telephone_gives_way_first_then_the_longest_names() -> None:
    long = WORDS | {"dock": "The long wooden pier behind the harbor master's office, slip 4"}
    assert write("confirmed", "en", long) == (
        "Sail JADA: confirmed for Sat 5 Dec. Be at The long wooden pier behind the harbor master's office, slip 4 "
        "at 11:45 am. https://sailjada.com/g/XHQGMDH"
    )
    longer = long | {"dock": f"{long['dock']} {long['dock']}"}
    assert write("confirmed", "en", longer) == (
        "Sail JADA: confirmed for Sat 5 Dec. Be at The long wooden pier behind the harbor master's office, slip 4 "
        "The long.. at 11:45 am. https://sailjada.com/g/XHQGMDH"
    )


def test_a_text_without_a_page_says_whom_to_call() -> None:
    assert write("cancelled", "en", WORDS | {"page": ""}) == (
        "Sail JADA: your charter on Sat 5 Dec, 12:00 pm is cancelled. Please do not come. Call +1 619-555-0100."
    )


@pytest.mark.parametrize(
    ("typed", "sent"), [("Núria’s pier – 4…", "Nuria's pier - 4..."), ("⛵ [Jada]", " Jada"), ("a\nb", "a b")]
)
def test_letters_that_cost_a_segment_are_spelled_otherwise(typed: str, sent: str) -> None:
    assert plain(typed) == sent


@given(st.sampled_from(list(Kind)), st.sampled_from(["en", "es"]), st.text(max_size=120), st.text(max_size=60))
def test_no_name_makes_it_two_segments(kind: str, language: str, dock: str, name: str) -> None:
    page = "http://127.0.0.1:8000/sites/queenofsandiego.com/g/XHQGMDH"
    words = SPANISH | {"dock": dock, "vessel": name, "brand": name, "page": page}
    assert segments(write(kind, language, words)) == 1
