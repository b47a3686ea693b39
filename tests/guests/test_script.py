import base64
import hashlib
import re
from string import Formatter

from guests.uploads import script
from guests.uploads.words import WORDS

LARGEST_BYTES = 13_000


def test_its_name_says_what_it_holds() -> None:
    assert script.name() == f"uploader-{hashlib.sha256(script.body()).hexdigest()[:12]}.js"


def test_its_integrity_is_of_the_very_bytes() -> None:
    kind, _, digest = script.integrity().partition("-")
    assert (kind, base64.b64decode(digest)) == ("sha384", hashlib.sha384(script.body()).digest())


def test_it_is_small_and_breaks_no_policy() -> None:
    forbidden = re.findall(rb"innerHTML|outerHTML|insertAdjacentHTML|\beval\b|new Function|https?:", script.body())
    assert (len(script.body()) <= LARGEST_BYTES, forbidden) == (True, [])


def test_every_language_has_every_word_and_the_same_gaps() -> None:
    gaps = [{name: _gaps(said) for name, said in words.items()} for words in WORDS.values()]
    assert gaps == gaps[:1] * len(gaps)


def test_the_script_says_no_word_that_nobody_wrote() -> None:
    named = set(re.findall(r"words\.(\w+)", script.body().decode())) | {"waiting", "sending", "sent"}
    assert named - set(WORDS["en"]) == set()


def _gaps(said: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(said) if name}
