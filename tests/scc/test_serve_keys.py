"""Who gets in, and how often a stranger may try."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import bcrypt
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from crew.scc import checks, keys
from tests.scc.build import KEY_HASH, SERVICE_KEY, Wire

pytestmark = pytest.mark.slow

SALTED = hashlib.sha256(f"{SERVICE_KEY}pepper-and-salt".encode()).hexdigest()
NOWHERE = "/scc/events/nowhere"


def status(**headers: str) -> int:
    return Wire(**headers).get("nowhere")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {SERVICE_KEY}"},
        {"Authorization": f"bearer  {SERVICE_KEY}"},
        {"X-Service-Key": SERVICE_KEY},
        {"Authorization": "Basic aW5lczp4", "X-Service-Key": SERVICE_KEY},
    ],
)
def test_a_key_is_taken_in_either_header(wire: Wire, headers: dict[str, str]) -> None:
    assert status(**headers) == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stored",
    [SALTED, SALTED.upper(), KEY_HASH, KEY_HASH.replace("$2b$", "$2a$"), KEY_HASH.replace("$2b$", "$2y$")],
    ids=["sha256", "SHA256", "2b", "2a", "2y"],
)
def test_either_form_of_hash_is_recognised(wire: Wire, settings: Settings, stored: str) -> None:
    settings.SERVICE_KEY_HASH, settings.PASSWORD_SALT = [stored], "pepper-and-salt"
    assert status(**{"X-Service-Key": SERVICE_KEY}) == 404
    assert status(**{"X-Service-Key": f"{SERVICE_KEY}r"}) == 401


@pytest.mark.django_db
def test_two_keys_are_live_during_a_rotation_and_a_removed_one_is_dead_at_once(wire: Wire, settings: Settings) -> None:
    settings.SERVICE_KEY_HASH = [KEY_HASH, bcrypt.hashpw(b"the next one", bcrypt.gensalt(4)).decode()]
    assert [Wire("the next one").get("nowhere")[0], wire.get("nowhere")[0]] == [404, 404]
    settings.SERVICE_KEY_HASH = settings.SERVICE_KEY_HASH[1:]
    assert [Wire("the next one").get("nowhere")[0], wire.get("nowhere")[0]] == [404, 401]


def test_a_missing_a_wrong_and_an_endless_key_are_refused_in_the_same_words(wire: Wire) -> None:
    wrong = [{}, {"X-Service-Key": "wrong"}, {"Authorization": "Bearer wrong"}, {"X-Service-Key": "w" * 5000}]
    answers = [Client().get(NOWHERE, headers=headers) for headers in wrong]
    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}
    assert answers[0]["WWW-Authenticate"] == 'Bearer realm="scc"'


def test_without_any_hash_nobody_gets_in(wire: Wire, settings: Settings) -> None:
    settings.SERVICE_KEY_HASH = []
    assert (wire.get("nowhere")[0], [found.id for found in checks.key_is_set(None)]) == (401, ["scc.W001"])


@pytest.mark.django_db
def test_a_key_costs_one_bcrypt_and_not_one_a_request(
    wire: Wire, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[bytes] = []
    check = bcrypt.checkpw

    def count(key: bytes, stored: bytes) -> bool:
        counted.append(key)
        return check(key, stored)

    monkeypatch.setattr(bcrypt, "checkpw", count)
    settings.SERVICE_KEY_HASH = [bcrypt.hashpw(b"a fresh one", bcrypt.gensalt(4)).decode()]
    assert [Wire("a fresh one").get("nowhere")[0] for _ in range(5)] == [404] * 5
    assert counted == [b"a fresh one"]


@pytest.mark.django_db
def test_a_long_key_counts_as_far_as_bcrypt_reads(wire: Wire, settings: Settings) -> None:
    settings.SERVICE_KEY_HASH = [bcrypt.hashpw(b"k" * 72, bcrypt.gensalt(4)).decode()]
    assert Wire("k" * 100).get("nowhere")[0] == 404


@pytest.mark.django_db
def test_a_stranger_is_stopped_after_twenty_tries_and_who_is_known_is_not(wire: Wire) -> None:
    assert wire.get("nowhere")[0] == 404
    cache.clear()  # the first use of a key is such a try, too
    tries = [Client().get(NOWHERE, headers={"X-Service-Key": f"guess {number}"}) for number in range(21)]
    assert [answer.status_code for answer in tries] == [401] * 20 + [429]
    assert tries[-1]["Retry-After"] == "60"
    assert wire.get("nowhere")[0] == 404


@pytest.mark.django_db
def test_a_key_is_stopped_after_three_hundred_requests_a_minute(wire: Wire) -> None:
    assert [wire.get("nowhere")[0] for _ in range(301)] == [404] * 300 + [429]


@pytest.mark.django_db
def test_a_cache_that_is_away_closes_nothing(wire: Wire, settings: Settings) -> None:
    away = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {"default": away}
    assert wire.get("nowhere")[0] == 404


@pytest.mark.parametrize("salt", ["", "default_salt"])
def test_a_sha256_hash_needs_a_salt_of_its_own(settings: Settings, salt: str) -> None:
    settings.SERVICE_KEY_HASH, settings.PASSWORD_SALT = [KEY_HASH, SALTED], salt
    [problem] = keys.problems()
    assert problem.startswith("SERVICE_KEY_HASH holds a SHA-256 hash, which needs its own PASSWORD_SALT")
    settings.PASSWORD_SALT = "pepper-and-salt"
    assert keys.problems() == []


def test_a_hash_of_no_known_form_is_named_by_its_place_and_not_quoted(settings: Settings) -> None:
    settings.SERVICE_KEY_HASH = [KEY_HASH, "plain-text-key"]
    assert keys.problems() == [
        "SERVICE_KEY_HASH: number 2 is neither a bcrypt hash nor 64 hexadecimal digits.",
    ]


@pytest.mark.slow
def test_the_seeds_default_salt_stops_the_start_of_every_process(tmp_path: Path) -> None:
    environment = os.environ | {"SERVICE_KEY_HASH": SALTED, "PASSWORD_SALT": "default_salt"}
    for start in (["manage.py", "check"], ["-c", "import config.wsgi"], ["-c", "import django; django.setup()"]):
        environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
        ended = subprocess.run([sys.executable, *start], env=environment, capture_output=True, text=True)
        assert (ended.returncode, "scc.E001: SERVICE_KEY_HASH holds" in ended.stderr) == (1, True)
        assert SALTED not in ended.stderr


@pytest.mark.django_db
def test_a_made_key_opens_with_the_hash_made_beside_it(
    wire: Wire, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_scc_key")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    settings.SERVICE_KEY_HASH = [lines[3].removeprefix("SERVICE_KEY_HASH='").removesuffix("'")]
    assert (Wire(lines[1]).get("nowhere")[0], wire.get("nowhere")[0]) == (404, 401)
