"""The edge function and its Python twin: the same vectors and the same properties, the one under Node."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits, hexdigits
from typing import Any, TypeAlias
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from hypothesis import given
from hypothesis import strategies as st

from bookings import codes
from guests.models import KeyPrefix
from guests.names import key_for

Rewrite: TypeAlias = Callable[[str, str], str]
"""Key prefix and address in; the address of the object out, or the same address."""

HERE = Path(__file__).parent
SCRIPT = Path(settings.BASE_DIR) / "infra" / "edge" / "rewrite.js"
VECTORS = json.loads((HERE / "edge_vectors.json").read_text())
MOST_BYTES = 10_000

prefixes = st.sampled_from(KeyPrefix.values)
booking_codes = st.text(ascii_uppercase + digits, min_size=7, max_size=7)
words = st.text(ascii_lowercase + digits, min_size=1, max_size=8)
slugs = st.lists(words, min_size=1, max_size=5).map("-".join).filter(codes.is_slug)
hashes = st.text(hexdigits.lower(), min_size=16, max_size=16)
cases = st.sampled_from([str.upper, str.lower, str.title, str.swapcase])
page_ends = st.sampled_from(["", "/", ".html", ".HTML", ".html/"])
ends = page_ends | st.sampled_from([".ics", ".jpg", ".JPG", ".js", ".svg", ".", ".html.html", "//", "/x"])
names = booking_codes | slugs | st.sampled_from(sorted(codes.RESERVED)) | st.text("aZ9-._%/ \u212a\u017f", max_size=9)
scraps = st.lists(
    st.sampled_from(["/", "g", "/g/", "%", "%2", "%2e", "%2F", "%25", "..", "A", "é", "XHQGMDH", ".html"])
)


class Edge:
    """infra/edge/rewrite.js in one Node process, asked line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, prefix: str, uri: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"prefix": prefix, "uri": uri}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __call__(self, prefix: str, uri: str) -> str:
        return str(self.ask(prefix, uri)["uri"])


@pytest.fixture(scope="module")
def edge() -> Iterator[Edge]:
    if not shutil.which("node") and not os.environ.get("CI"):
        pytest.skip("Node is not installed: the edge function cannot be run here.")
    command = ["node", str(HERE / "rewrite_runner.js"), str(SCRIPT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Edge(process)
        assert process.stdin
        process.stdin.close()


def of_the_server(prefix: str, uri: str) -> str:
    """Decode as the web server and Django do, and ask guests.names."""
    path = get_path_info({"PATH_INFO": unquote_to_bytes(uri).decode("latin-1")})
    key = key_for(prefix, path.removeprefix("/g/")) if path.startswith("/g/") else None
    return f"/{key}" if key else uri


@pytest.fixture(scope="module", params=["the edge", "the server"])
def rewrite(request: pytest.FixtureRequest) -> Rewrite:
    if request.param == "the server":
        return of_the_server
    edge: Edge = request.getfixturevalue("edge")
    return edge


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Addresses near to ours: names in any case, some letters encoded once or twice, with all sorts of ends."""
    letters = draw(cases)(draw(names)) + draw(ends)
    encoded = draw(st.lists(st.sampled_from(["", "once", "twice"]), min_size=len(letters), max_size=len(letters)))
    return "/g/" + "".join(map(_encoded, letters, encoded))


def _encoded(letter: str, times: str) -> str:
    once = "".join(f"%{byte:02x}" for byte in letter.encode()) if times else quote(letter, safe="/%")
    return once.replace("%", "%25") if times == "twice" else once


@pytest.mark.parametrize("prefix", KeyPrefix.values)
@pytest.mark.parametrize("vector", VECTORS, ids=[vector["what"] for vector in VECTORS])
def test_every_vector_leads_where_it_should(rewrite: Rewrite, vector: dict[str, Any], prefix: str) -> None:
    expected = f"/{prefix}{vector['key']}" if vector["key"] else vector["uri"]
    assert rewrite(prefix, vector["uri"]) == expected


@pytest.mark.slow
@given(prefix=prefixes, code=booking_codes, end=page_ends, case=cases)
def test_a_code_in_any_case_and_spelling_is_one_page(
    rewrite: Rewrite, prefix: str, code: str, end: str, case: Callable[[str], str]
) -> None:
    assert rewrite(prefix, f"/g/{case(code)}{end}") == f"/{prefix}{code}.html"


@pytest.mark.slow
@given(prefix=prefixes, slug=slugs, end=page_ends, case=cases)
def test_a_slug_in_any_case_and_spelling_is_one_page(
    rewrite: Rewrite, prefix: str, slug: str, end: str, case: Callable[[str], str]
) -> None:
    assert rewrite(prefix, f"/g/{case(slug)}{end}") == f"/{prefix}{slug}.html"


@pytest.mark.slow
@given(prefix=prefixes, code=booking_codes, fingerprint=hashes, case=cases)
def test_a_photo_in_any_case_is_one_picture(
    rewrite: Rewrite, prefix: str, code: str, fingerprint: str, case: Callable[[str], str]
) -> None:
    assert rewrite(prefix, f"/g/{case(f'{code}-{fingerprint}.jpg')}") == f"/{prefix}{code}-{fingerprint}.jpg"


@pytest.mark.slow
@given(prefix=prefixes, uri=addresses())
def test_what_is_rewritten_stays_as_it_is_when_asked_again(rewrite: Rewrite, prefix: str, uri: str) -> None:
    rewritten = rewrite(prefix, uri)
    assert rewrite(prefix, rewritten.replace(f"/{prefix}", "/g/", 1)) == rewritten


@pytest.mark.slow
@given(prefix=prefixes, uri=addresses() | scraps.map("".join) | st.text())
def test_the_edge_and_the_server_agree(edge: Edge, prefix: str, uri: str) -> None:
    assert edge(prefix, uri) == of_the_server(prefix, uri)


@pytest.mark.slow
@given(prefix=prefixes, uri=addresses() | st.text(st.characters()))
def test_the_edge_hands_back_the_very_request_and_leaves_the_query_alone(edge: Edge, prefix: str, uri: str) -> None:
    answer = edge.ask(prefix, uri)
    assert (answer["same"], answer["querystring"]) == (True, {"from": {"value": "mail"}})


@pytest.mark.parametrize("prefix", KeyPrefix.values)
def test_the_edge_function_is_small_enough_to_be_deployed(prefix: str) -> None:
    source = SCRIPT.read_text()
    assert (source.count("__KEY_PREFIX__"), len(source.replace("__KEY_PREFIX__", prefix).encode()) < MOST_BYTES) == (
        1,
        True,
    )
