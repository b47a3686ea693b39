"""Objects as files: whole or not at all, compared before they are replaced, and nothing else in the folder served."""

import multiprocessing
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client

from guests.objects import ChangedError
from guests.objects.local import LOCK, LocalObjects
from tests.guests import build

HOW = {"content_type": "text/html; charset=utf-8", "cache_control": "no-cache"}
WRITERS = 4
ROUNDS = 25


@pytest.fixture
def objects(tmp_path: Path) -> LocalObjects:
    return LocalObjects(tmp_path / "site")


def test_a_write_over_something_else_is_refused(objects: LocalObjects) -> None:
    first = objects.put("g/A.html", b"one", over="", **HOW)
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"two", over="", **HOW)
    objects.put("g/A.html", b"two", over=first, **HOW)
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"three", over=first, **HOW)
    assert objects.read("g/A.html", at_most=100) == b"two"


def test_a_write_over_what_is_gone_is_refused(objects: LocalObjects) -> None:
    first = objects.put("g/A.html", b"one", over="", **HOW)
    objects.remove("g/A.html")
    with pytest.raises(ChangedError):
        objects.put("g/A.html", b"two", over=first, **HOW)


def test_a_removal_of_something_else_is_refused(objects: LocalObjects) -> None:
    first = objects.put("g/A.html", b"one", over="", **HOW)
    objects.put("g/A.html", b"two", over=None, **HOW)
    with pytest.raises(ChangedError):
        objects.remove("g/A.html", over=first)
    assert objects.read("g/A.html", at_most=100) == b"two"


def test_removing_what_is_not_there_is_no_error(objects: LocalObjects) -> None:
    objects.remove("g/A.html")
    objects.put("g/B.html", b"one", over="", **HOW)
    objects.remove("g/A.html", over="")
    assert list(objects.listed("g/")) == ["g/B.html"]


def test_a_read_takes_no_more_than_it_was_asked_for(objects: LocalObjects) -> None:
    objects.put("g/A.html", b"one two", over=None, **HOW)
    assert (objects.read("g/A.html", at_most=3), objects.read("g/B.html", at_most=3)) == (b"one", None)


def test_a_list_holds_what_is_below_its_prefix_and_no_lock(objects: LocalObjects) -> None:
    tag = objects.put("g/A.html", b"one", over=None, **HOW)
    objects.put("clean/A.jpg", b"two", over=None, **HOW)
    assert ((objects.root / LOCK).exists(), objects.listed("g/")) == (True, {"g/A.html": tag})


@pytest.mark.parametrize("key", ["../A.html", "g/../../A.html", "/etc/A.html", LOCK, "g/.A.html"])
def test_a_key_that_leads_elsewhere_is_refused(objects: LocalObjects, key: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        objects.put(key, b"one", over=None, **HOW)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [LOCK, f"../{LOCK}", f"%2e%2e/{LOCK}", "", "../g/"])
def test_the_lock_is_served_to_nobody(client: Client, name: str) -> None:
    booking = build.charter()
    build.publish()
    assert client.get(f"/sites/{build.domain(booking)}/g/{name}").status_code == 404


def test_of_several_processes_one_at_a_time_replaces(objects: LocalObjects) -> None:
    """Each adds a line to what it read, and begins anew where somebody was faster: no line is lost."""
    processes = multiprocessing.get_context("fork")
    writers = [processes.Process(target=_append, args=(objects, number)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    body = objects.read("g/A.html", at_most=10_000) or b""
    assert sorted(body.split()) == sorted(b"%d" % number for number in range(WRITERS) for _ in range(ROUNDS))


def _append(objects: LocalObjects, number: int) -> None:
    for _ in range(ROUNDS):
        while not _appended(objects, b"%d\n" % number):
            pass


def _appended(objects: LocalObjects, line: bytes) -> bool:
    standing = objects.see("g/A.html")
    body = objects.read("g/A.html", at_most=10_000) or b""
    if standing and objects.see("g/A.html") != standing:
        return False
    try:
        objects.put("g/A.html", body + line, over=standing.tag if standing else "", **HOW)
    except ChangedError:
        return False
    return True
