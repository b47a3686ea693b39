"""Secrets among the settings: read from the environment or from AWS Secrets Manager, and never shown.

Any setting may say `secretsmanager:NAME`, or `secretsmanager:NAME#KEY` for one key of a secret that holds JSON.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, overload
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PREFIX = "secretsmanager:"
FRESH_SECONDS = 600.0
PAUSE_SECONDS = 5.0
"""Between two fetches of one wire key, so that neither a flood of 401s nor an AWS that is away holds anybody up."""
SHORTEST_HIDDEN = 6  # characters: anything shorter is part of ordinary words

logger = logging.getLogger(__name__)
_known: set[str] = set()


class Secret(str):
    """A text that works as any other and that `repr`, hence diffsettings and crash pages, doesn't show."""

    def __new__(cls, value: str) -> "Secret":
        if len(value) >= SHORTEST_HIDDEN:
            _known.add(value)
        return super().__new__(cls, value)

    def __repr__(self) -> str:
        return "'••••'" if self else "''"


def known() -> list[str]:
    """Return every secret that this process has read, the longest first."""
    return sorted(_known, key=len, reverse=True)


class WireSecret:
    """A key for a wire, fetched again every 10 minutes and whenever the other side refuses it."""

    def __init__(self, setting: str, reference: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._setting, self._reference, self._clock = setting, reference, clock
        self._lock = threading.Lock()
        self._value = fetch(setting, reference)
        self._stale_at = clock() + FRESH_SECONDS
        self._pause_ends = clock()

    def __repr__(self) -> str:
        return f"<WireSecret {self._setting}>"

    def current(self) -> str:
        if self._clock() >= self._stale_at and self._lock.acquire(blocking=False):
            try:
                self._fetch_again()
            finally:
                self._lock.release()
        return self._value

    def refetch(self) -> str:
        """Return the key as it is now: call this after a 401. While AWS is away, the one that was known."""
        with self._lock:
            self._fetch_again()
        return self._value

    def _fetch_again(self) -> None:
        now = self._clock()
        if now < self._pause_ends:
            return
        self._pause_ends = now + PAUSE_SECONDS
        try:
            self._value = fetch(self._setting, self._reference)
            self._stale_at = now + FRESH_SECONDS
        except ImproperlyConfigured as problem:
            logger.warning("The known %s stays in use. %s", self._setting, problem)


class WireSecrets(Sequence[str]):
    """A comma list of keys or hashes, some of which may be references: always as they are now."""

    def __init__(self, parts: Sequence[str | WireSecret]) -> None:
        self._parts = parts

    def __repr__(self) -> str:
        return repr(self._parts)

    def __len__(self) -> int:
        return len(self._values())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return self._values()[index]

    def _values(self) -> list[str]:
        texts = [part if isinstance(part, str) else part.current() for part in self._parts]
        return [Secret(value) for text in texts for value in _split(text)]


class Env(environ.Env):  # type: ignore[misc]  # the library has no types
    """The environment, typed as django-environ does it, with references resolved and secrets marked as such."""

    def __init__(self) -> None:
        super().__init__()
        self.ENVIRON = _Resolved()

    def secret(self, name: str, *, default: str = "") -> Secret:
        return Secret(self.ENVIRON.get(name, default))

    def wire(self, name: str) -> Secret | WireSecret:
        """Return a literal as it is, "" where there is none, and a reference as what keeps itself fresh."""
        value = os.environ.get(name, "")
        return WireSecret(name, value) if value.startswith(PREFIX) else Secret(value)

    def wires(self, name: str) -> WireSecrets:
        parts = _split(os.environ.get(name, ""))
        return WireSecrets([WireSecret(name, part) if part.startswith(PREFIX) else Secret(part) for part in parts])

    def address(self, name: str, *, default: str) -> str:
        """Return a URL; one with a password in it is a secret."""
        url: str = self.ENVIRON.get(name, default)
        password = urlsplit(url).password
        if not password:
            return url
        Secret(password)
        return Secret(url)

    def db_url(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return _hiding("PASSWORD", super().db_url(*args, **kwargs))

    def email_url(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return _hiding("EMAIL_HOST_PASSWORD", super().email_url(*args, **kwargs))

    db, email = db_url, email_url


class _Resolved:
    """The process environment with its references followed."""

    def __contains__(self, name: str) -> bool:
        return name in os.environ

    def __getitem__(self, name: str) -> str:
        value = os.environ[name]
        return fetch(name, value) if value.startswith(PREFIX) else value

    def get(self, name: str, default: str) -> str:
        return self[name] if name in os.environ else default


def fetch(setting: str, reference: str) -> Secret:
    """Read what `reference` names. Raises ImproperlyConfigured, which says the setting and the secret's name."""
    name, _, key = reference.removeprefix(PREFIX).partition("#")
    try:
        text = _read(name)
        value = str(json.loads(text)[key] if key else text).strip()
    except Exception as problem:
        # Without the cause: what botocore or json say may hold what they read.
        raise ImproperlyConfigured(f"{setting} refers to {reference}, which can't be read ({_why(problem)}).") from None
    if not value:
        raise ImproperlyConfigured(f"{setting} refers to {reference}, which is empty.")
    return Secret(value)


def _read(name: str) -> str:
    from boto3.session import Session  # half a second, only for those who use references
    from botocore.config import Config

    bounds = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2, "mode": "standard"})
    client = Session().client("secretsmanager", region_name=os.environ.get("AWS_REGION"), config=bounds)
    return str(client.get_secret_value(SecretId=name)["SecretString"])


def _why(problem: Exception) -> str:
    answer = getattr(problem, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", type(problem).__name__))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _hiding(name: str, config: dict[str, Any]) -> dict[str, Any]:
    return config | {name: Secret(config[name])} if config.get(name) else config
