"""Keeps what opens a door out of every log and crash page: keys, passwords, the tokens of links and feeds."""

import logging
import os
import re
from collections.abc import Iterable
from traceback import format_exception, walk_tb
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from config import secrets

HIDDEN = "…"
SHAPES = tuple(
    (re.compile(shape, re.IGNORECASE), rf"\1{HIDDEN}")
    for shape in (
        r"(/(?:c|feeds)/)[\w.~%-]+",
        r"([?&](?:token|key|signature|x-amz-[\w-]+)=)[^&\s\"'<>]+",
        r"\b((?:Authorization|X-Service-Key|X-Dashboard-Token|Cookie)[\"']?[:,]\s*b?[\"']?)[^\r\n\"']+",
        r"((?<![\w+])\+)\d{8,15}\b",  # a telephone number
    )
)
CREDENTIALS = ("HTTP_AUTHORIZATION", "HTTP_X_SERVICE_KEY", "HTTP_X_DASHBOARD_TOKEN", "HTTP_COOKIE")


def clean(text: str, hide: Iterable[str] = ()) -> str:
    """Return the text without the secrets that we know, what is shaped like one, and what else to `hide`."""
    for value in (*secrets.known(), *hide):
        text = text.replace(value, HIDDEN)
    for shape, instead in SHAPES:
        text = shape.sub(instead, text)
    return text


def install() -> None:
    """Redact records as they are made, so that no handler, of ours or of a library's, ever holds a secret."""
    make = logging.getLogRecordFactory()

    def redacted(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = make(*args, **kwargs)
        try:
            said = record.getMessage()
        except (TypeError, ValueError, KeyError):  # words and arguments that do not fit each other
            said = f"{record.msg} {record.args}"
        if (cleaned := clean(said)) != said:
            record.msg, record.args = cleaned, ()
        if record.exc_info and record.exc_info[0]:
            # Formatters take this text where it stands, and make it themselves only where it doesn't.
            hide = _held(record.exc_info[2])
            record.exc_text = clean("".join(format_exception(*record.exc_info)).rstrip(), hide)
        return record

    logging.setLogRecordFactory(redacted)
    # At DEBUG it writes whole answers, those of Secrets Manager too, before anybody knows what in them is secret.
    botocore = logging.getLogger("botocore")
    botocore.setLevel(max(logging.WARNING, botocore.getEffectiveLevel()))


class ReporterFilter(SafeExceptionReporterFilter):
    """Hides secrets by their names and by their kind, every cookie, and the process environment."""

    hidden_settings = re.compile(
        "API|AUTH|TOKEN|KEY|SECRET|PASS|SIGNATURE|COOKIE|SALT|HASH|(DATABASE|EMAIL|BROKER)_URL", re.IGNORECASE
    )

    def cleanse_setting(self, key: Any, value: Any) -> Any:
        hidden = isinstance(value, secrets.Secret | secrets.WireSecret | secrets.WireSecrets)
        return self.cleansed_substitute if hidden else super().cleanse_setting(key, value)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Django's own server puts the whole environment, every secret with it, among a request's headers."""
        meta = super().get_safe_request_meta(request)
        return {name: value for name, value in meta.items() if name not in os.environ}

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        return dict.fromkeys(super().get_safe_cookies(request), self.cleansed_substitute)


class Reporter(ExceptionReporter):
    """Django's crash page and mail, cleaned once more as a whole: local variables and the address hold secrets too."""

    def get_traceback_html(self) -> SafeString:
        return SafeString(clean(super().get_traceback_html(), map(escape, self._carried())))

    def get_traceback_text(self) -> SafeString:
        return SafeString(clean(super().get_traceback_text(), self._carried()))

    def _carried(self) -> list[str]:
        """Return what this very request brought along to open doors: headers, cookies, tokens."""
        values = _held(self.tb)
        if self.request is not None:
            values += [self.request.META.get(name, "") for name in CREDENTIALS]
            values += [value.partition(" ")[2] for value in values]  # "Bearer KEY"
            values += self.request.COOKIES.values()
        return sorted({value for value in values if len(value) >= secrets.SHORTEST_HIDDEN}, key=len, reverse=True)


def _held(trace: TracebackType | None) -> list[str]:
    """Return what the functions of a traceback held under the name of a token or a password."""
    named = [frame.f_locals.get(name) for frame, _ in walk_tb(trace) for name in ("token", "password")]
    return [value for value in named if isinstance(value, str) and len(value) >= secrets.SHORTEST_HIDDEN]
