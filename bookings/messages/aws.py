"""The one door to Amazon: clients that never wait long and never repeat by themselves, and what their errors mean."""

import os
from functools import cache
from typing import Any

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError

from bookings.messages.errors import MissingError, OptedOutError, UnknownEndError
from bookings.outbox.targets import PermanentError, TransientError

REFUSED = {"BadRequest", "InvalidParameter", "InvalidParameterValue", "MessageRejected"}
"""What is wrong with the message or its address, and will be next time. Anything else is between us and Amazon."""
UNKNOWN = {"ResourceNotFound", "InvalidAction"}
"""A thing that is not there, and with what only stands in for Amazon a question that it was never taught."""
ONCE = Config(connect_timeout=3, read_timeout=8, retries={"total_max_attempts": 1})
"""A repetition is ours to decide: a text whose answer is lost may have been sent."""


@cache
def client(service: str) -> Any:
    """Return the client of a service. Address and credentials come from the environment, as everywhere with Amazon."""
    return Session().client(service, region_name=os.environ.get("AWS_REGION"), config=ONCE)


def ask(service: str, operation: str, **parameters: Any) -> dict[str, Any]:
    """Call one operation, snake_case, and return its answer. Raises what `understood` makes of the errors."""
    try:
        answer: dict[str, Any] = getattr(client(service), operation)(**parameters)
    except (BotoCoreError, ClientError) as error:
        raise _meaning(error) from error
    return answer


def understood(error: object) -> Exception | None:
    """Turn an error of boto3 into TransientError or PermanentError, or one that says more; None for any other."""
    return _meaning(error) if isinstance(error, BotoCoreError | ClientError) else None


def _meaning(error: BotoCoreError | ClientError) -> Exception:
    if isinstance(error, ClientError):
        return _refusal(error)
    if isinstance(error, ReadTimeoutError | ConnectionClosedError):
        return UnknownEndError("Amazon did not answer; it may have been taken.")
    return TransientError(f"Amazon could not be asked: {type(error).__name__}.")


def _refusal(error: ClientError) -> Exception:
    """Name the code and never repeat the words: they quote telephone numbers and names of the account."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    code = str(error.response.get("Error", {}).get("Code", "")).removesuffix("Exception")
    if code == "OptedOut":
        return OptedOutError("Amazon refuses it: OptedOut.")
    if code in UNKNOWN:
        return MissingError(f"Amazon knows no such thing: {code}.")
    if code in REFUSED and status < 500:
        return PermanentError(f"Amazon refuses it: {code}.")
    return TransientError(f"Amazon did not take it: {code or status}.")
