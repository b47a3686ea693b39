"""Talks to another ShipCaptainCrew: its address, its key, and what its answers mean."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

from django.conf import settings

from bookings import plain
from bookings.outbox import http
from bookings.outbox.http import Answer, raise_for
from bookings.outbox.targets import Facts, PermanentError, TransientError
from crew.scc.comparing import is_cancelled

AUTH_STYLES: dict[str, Callable[[str], dict[str, str]]] = {
    "bearer": lambda key: {"Authorization": f"Bearer {key}"},
    "service-key": lambda key: {"X-Service-Key": key},
}
KEY_REFUSED = (401, 403)
GONE = (404, 410)
CLOUDFRONT = (
    "{host} is CloudFront, which takes the key off on its way. "
    "Set SCC_BASE_URL to the stage address of the API Gateway behind it."
)
QUOTED = 300  # characters of the other side's own words


@dataclass(frozen=True)
class Client:
    deadline_seconds: float = 20.0
    base_url: str = field(default_factory=lambda: settings.SCC_BASE_URL)

    def find(self, code: str) -> Facts | None:
        """Return the event as it stands there; None where there is none."""
        answer = self.ask("GET", f"/events/{quote(code)}")
        return None if answer.status in GONE else event_in(answer, code)

    def post(self, event: Facts) -> Facts:
        """Make the event, or the same event anew, and return it as it stands there then."""
        return event_in(self.ask("POST", "/events", event), event["eventId"])

    def patch(self, event: Facts) -> Facts | None:
        """Change the event and return it as it stands there then; None where there is none."""
        answer = self.ask("PATCH", f"/events/{quote(event['eventId'])}", event)
        return None if answer.status in GONE else event_in(answer, event["eventId"])

    def delete(self, code: str) -> None:
        """Cancel the event, if there is one, and make sure that it is gone: a 200 alone says little."""
        answer = self.ask("DELETE", f"/events/{quote(code)}")
        if answer.status in GONE:
            return
        _require_success(answer)
        standing = self.find(code)
        if standing and not is_cancelled(standing):
            raise TransientError(f"{answer.host} answered {answer.status}, but {code} stands there as before.")

    def ask(self, method: str, path: str, event: Facts | None = None) -> Answer:
        """Ask with the key; where it is refused, once more with the key as it is in the vault by now."""
        key = settings.SCC_SERVICE_KEY
        answer = self._send(method, path, event, key if isinstance(key, str) else key.current())
        if answer.status in KEY_REFUSED and not isinstance(key, str):
            answer = self._send(method, path, event, key.refetch())
        if answer.status in KEY_REFUSED:
            raise PermanentError(
                f"The key is refused: {answer.host} answered {answer.status}. Look at SCC_SERVICE_KEY."
            )
        return answer

    def verify_key(self) -> None:
        """Find out, without writing, whether the key opens this SCC. Raises what speaks against it."""
        nowhere = f"/events/no-such-event-{uuid4().hex}"
        keyless = self._send("GET", nowhere, None, key="")
        if keyless.ok or keyless.status in GONE:
            raise PermanentError(f"{keyless.host} answers without any key: no SCC is there. Look at SCC_BASE_URL.")
        answer = self.ask("GET", nowhere)
        if answer.status not in GONE:
            raise_for(answer)
            raise PermanentError(f"{answer.host} answered {answer.status} about an event that nobody has.")

    def _send(self, method: str, path: str, event: Facts | None, key: str) -> Answer:
        host = urlsplit(self.base_url).hostname or ""
        if is_cloudfront(host):
            raise PermanentError(CLOUDFRONT.format(host=host))
        headers = AUTH_STYLES[settings.SCC_AUTH_STYLE](key) if key else {}
        answer = http.request(
            method, self.base_url + path, headers=headers, json=event, deadline_seconds=self.deadline_seconds
        )
        if came_through_cloudfront(answer):
            raise PermanentError(CLOUDFRONT.format(host=host))
        return answer


def is_cloudfront(host: str) -> bool:
    return host == "cloudfront.net" or host.endswith(".cloudfront.net")


def came_through_cloudfront(answer: Answer) -> bool:
    """Say whether a CloudFront distribution of somebody's own handed this on.

    An edge-optimised API Gateway stage lies behind one of AWS's own, which leaves keys alone.
    """
    if ".execute-api." in answer.host and answer.host.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return False
    said = answer.headers.get("Via", "") + answer.headers.get("X-Cache", "")
    return "cloudfront" in said.casefold()


def event_in(answer: Answer, code: str) -> Facts:
    """Return the event in an answer. Anything else with a 200 is a failure, not a success."""
    _require_success(answer)
    event = answer.json()
    if not isinstance(event, dict) or str(event.get("eventId", "")).upper() != code.upper():
        raise TransientError(f"{answer.host} answered {answer.status} with something that is not event {code}.")
    return event


def _require_success(answer: Answer) -> None:
    """Pass a refusal on in the other side's words, which say what to do."""
    said = _words(answer) if answer.status in (400, 409, 422) else ""
    if said:
        raise PermanentError(f"{answer.host} refuses it ({answer.status}): {said}")
    raise_for(answer)


def _words(answer: Answer) -> str:
    try:
        said: Any = answer.json()
    except TransientError:
        return ""
    for name in ("error", "message"):
        if isinstance(said, dict):
            said = said.get(name, said)
    sentence = said[:QUOTED] if isinstance(said, str) else ""
    return "" if plain.money_lines(sentence) else sentence
