"""Secrets come from the environment or from Secrets Manager, stay fresh for the wires, and are never shown."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from boto3.session import Session
from django.core.exceptions import ImproperlyConfigured

from config.secrets import FRESH_SECONDS, PAUSE_SECONDS, Env, Secret, WireSecret, WireSecrets
from tests import amazon

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
HASH = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"
BCRYPT = "$2b$12$" + "abcdefghijklmnopqrstuv" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234"
STORED = {
    "/sailjada/shipcaptaincrew/SERVICE_KEY": "the-service-key-stored",
    "/sailjada/dashboard/AUTH_TOKEN": "the-dashboard-token-stored",
    "/sailjada/django": '{"key": "a-secret-key-of-fifty-characters-and-more-stored-away", "salt": "the-salt-stored"}',
    "/sailjada/hash": HASH,
    "/sailjada/mail": "smtp://mailer:the-mail-password-stored@127.0.0.1:2525",
    "/sailjada/broker": "redis://:the-broker-password-stored@127.0.0.1:6399/0",
    "/sailjada/database": "postgresql://fairlead:the-database-password-stored@127.0.0.1:5499/fairlead",
    "/sailjada/newline": "ends-with-a-line\n",
    "/sailjada/empty": " ",
}
REFERENCES = {
    "SECRET_KEY": "secretsmanager:/sailjada/django#key",
    "PASSWORD_SALT": "secretsmanager:/sailjada/django#salt",
    "SCC_SERVICE_KEY": "secretsmanager:/sailjada/shipcaptaincrew/SERVICE_KEY",
    "SERVICE_KEY_HASH": "secretsmanager:/sailjada/hash",
    "EMAIL_URL": "secretsmanager:/sailjada/mail",
    "CELERY_BROKER_URL": "secretsmanager:/sailjada/broker",
    "DATABASE_URL": "secretsmanager:/sailjada/database",
}
LITERALS = {
    "SECRET_KEY": "a-secret-key-of-fifty-characters-and-more-stored-away",
    "PASSWORD_SALT": "the-salt-stored",
    "SCC_SERVICE_KEY": "the-service-key-stored",
    "SERVICE_KEY_HASH": HASH,
    "EMAIL_URL": STORED["/sailjada/mail"],
    "CELERY_BROKER_URL": STORED["/sailjada/broker"],
    "DATABASE_URL": STORED["/sailjada/database"],
}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    with amazon.running() as found:
        client = manager(found)
        for name, value in STORED.items():
            client.create_secret(Name=name, SecretString=value)
        yield found


@pytest.fixture
def store(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], object]:
    """Give the way to change a secret, with Secrets Manager where the product finds it."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    client = manager(environment)
    return lambda name, value: client.put_secret_value(SecretId=name, SecretString=value)


def manager(environment: dict[str, str]) -> Any:
    session = Session("invented", "invented", region_name=environment["AWS_DEFAULT_REGION"])
    return session.client("secretsmanager", endpoint_url=environment["AWS_ENDPOINT_URL"])


def manage(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    (tmp_path / "static").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=kept | {"VAR_DIR": str(tmp_path)} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("a literal", "a literal"),
        (BCRYPT, BCRYPT),
        ("secretsmanager:/sailjada/dashboard/AUTH_TOKEN", "the-dashboard-token-stored"),
        ("secretsmanager:/sailjada/django#salt", "the-salt-stored"),
        ("secretsmanager:/sailjada/newline", "ends-with-a-line"),
    ],
)
def test_setting_is_a_literal_or_a_reference(monkeypatch: pytest.MonkeyPatch, said: str, meant: str) -> None:
    monkeypatch.setenv("ANY_SETTING", said)
    assert Env().secret("ANY_SETTING") == meant


@pytest.mark.usefixtures("store")
def test_every_kind_of_setting_follows_a_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REFERENCES.items():
        monkeypatch.setenv(name, value)
    env = Env()
    assert env.str("PASSWORD_SALT") == "the-salt-stored"
    assert env.list("SERVICE_KEY_HASH") == [HASH]
    assert env.db("DATABASE_URL")["PASSWORD"] == "the-database-password-stored"
    assert env.email("EMAIL_URL")["EMAIL_HOST_PASSWORD"] == "the-mail-password-stored"


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("secretsmanager:/nowhere", "can't be read (ResourceNotFoundException)"),
        ("secretsmanager:/sailjada/django#other", "can't be read (KeyError)"),
        ("secretsmanager:/sailjada/hash#key", "can't be read (JSONDecodeError)"),
        ("secretsmanager:/sailjada/empty", "is empty"),
    ],
)
def test_missing_secret_is_named_and_nothing_of_it_told(
    monkeypatch: pytest.MonkeyPatch, reference: str, why: str
) -> None:
    monkeypatch.setenv("ANY_SETTING", reference)
    with pytest.raises(ImproperlyConfigured) as raised:
        Env().secret("ANY_SETTING")
    told = f"ANY_SETTING refers to {reference}, which {why}."
    assert (str(raised.value), raised.value.__suppress_context__) == (told, why != "is empty")


@pytest.mark.slow
def test_missing_secret_stops_the_start_by_name(tmp_path: Path, environment: dict[str, str]) -> None:
    lacking = REFERENCES | {"SCC_SERVICE_KEY": "secretsmanager:/sailjada/shipcaptaincrew/OTHER"}
    started = manage(tmp_path, "check", **environment, **lacking)
    assert started.returncode != 0
    assert "SCC_SERVICE_KEY refers to secretsmanager:/sailjada/shipcaptaincrew/OTHER" in started.stderr
    assert shown(started) == []


@pytest.mark.slow
@pytest.mark.parametrize("given", [REFERENCES, LITERALS], ids=["references", "literals"])
@pytest.mark.parametrize(
    "command", [["check"], ["check", "--deploy"], ["diffsettings", "--all"], ["diffsettings", "--output", "unified"]]
)
def test_no_command_shows_a_secret(
    tmp_path: Path, environment: dict[str, str], given: dict[str, str], command: list[str]
) -> None:
    done = manage(tmp_path, *command, **environment, **given)
    assert (done.returncode, shown(done)) == (0, [])


def shown(done: subprocess.CompletedProcess[str]) -> list[str]:
    secret = [value for name, value in LITERALS.items() if name != "DATABASE_URL"]
    secret += [f"the-{kind}-password-stored" for kind in ("mail", "broker", "database")]
    secret += ["the-dashboard-token-stored", "invented-secret-access"]
    return [value for value in secret if value in done.stdout + done.stderr]


def test_secret_works_as_text_and_hides_its_face() -> None:
    secret = Secret("the-service-key")
    assert (secret, f"Bearer {secret}", str(secret)) == ("the-service-key", "Bearer the-service-key", "the-service-key")
    assert (repr(secret), repr({"PASSWORD": secret}), repr(Secret(""))) == ("'••••'", "{'PASSWORD': '••••'}", "''")


def test_address_with_a_password_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER", "redis://:a-long-password@127.0.0.1/0")
    address = Env().address("BROKER", default="")
    assert (str(address), repr(address)) == ("redis://:a-long-password@127.0.0.1/0", "'••••'")
    assert repr(Env().address("ELSEWHERE", default="redis://127.0.0.1/0")) == "'redis://127.0.0.1/0'"


def test_wire_key_given_as_a_literal_is_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCC_SERVICE_KEY", "a-literal-key")
    assert (Env().wire("SCC_SERVICE_KEY"), Env().wire("DASHBOARD_TOKEN")) == ("a-literal-key", "")


@pytest.mark.usefixtures("store")
def test_wire_key_given_as_a_reference_has_no_face() -> None:
    key = WireSecret("DASHBOARD_TOKEN", "secretsmanager:/sailjada/dashboard/AUTH_TOKEN")
    assert (key.current(), repr(key), str(key)) == (
        "the-dashboard-token-stored", "<WireSecret DASHBOARD_TOKEN>", "<WireSecret DASHBOARD_TOKEN>",
    )  # fmt: skip


def test_wire_key_is_fetched_again_after_ten_minutes(store: Callable[[str, str], object]) -> None:
    clock, name = Clock(), "/sailjada/newline"
    key = WireSecret("KEY", f"secretsmanager:{name}", clock=clock)
    store(name, "the-second-key")
    assert (FRESH_SECONDS, key.current()) == (600, "ends-with-a-line")
    clock.now = 599.0
    assert key.current() == "ends-with-a-line"
    clock.now = 600.0
    assert key.current() == "the-second-key"


def test_refused_wire_key_is_fetched_again_at_once_and_then_at_intervals(store: Callable[[str, str], object]) -> None:
    clock, name = Clock(), "/sailjada/newline"
    key = WireSecret("KEY", f"secretsmanager:{name}", clock=clock)
    store(name, "the-third-key")
    assert key.refetch() == "the-third-key"
    store(name, "the-fourth-key")
    assert key.refetch() == "the-third-key"
    clock.now = PAUSE_SECONDS
    assert key.refetch() == "the-fourth-key"


def test_known_key_stays_in_use_while_amazon_is_away(
    store: Callable[[str, str], object], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    key = WireSecret("DASHBOARD_TOKEN", "secretsmanager:/sailjada/dashboard/AUTH_TOKEN", clock=clock)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    clock.now = FRESH_SECONDS
    with caplog.at_level(logging.WARNING):
        assert [key.current(), key.refetch()] == ["the-dashboard-token-stored"] * 2
    assert [record.getMessage() for record in caplog.records if record.name == "config.secrets"] == [
        "The known DASHBOARD_TOKEN stays in use. DASHBOARD_TOKEN refers to "
        "secretsmanager:/sailjada/dashboard/AUTH_TOKEN, which can't be read (EndpointConnectionError)."
    ]


@pytest.mark.usefixtures("store")
def test_hashes_are_a_list_of_literals_and_references(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_KEY_HASH", f"{BCRYPT}, secretsmanager:/sailjada/hash")
    hashes = Env().wires("SERVICE_KEY_HASH")
    assert (list(hashes), len(hashes), hashes[-1]) == ([BCRYPT, HASH], 2, HASH)
    assert repr(hashes) == "['••••', <WireSecret SERVICE_KEY_HASH>]"


def test_no_hashes_are_an_empty_list() -> None:
    assert (list(WireSecrets([])), bool(WireSecrets([]))) == ([], False)
