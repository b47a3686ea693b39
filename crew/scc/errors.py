"""What goes wrong on the wire, in one shape: {"error": {"code", "message", "field"}}."""

from typing import Any

from django.db import OperationalError
from rest_framework.exceptions import APIException, NotFound
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from bookings.errors import BookingError

FIELDS = {
    "starts_at": "startsAt",
    "ends_at": "endsAt",
    "title": "eventName",
    "crew_notes": "notes",
    "code": "eventId",
    "external_ref": "eventId",
    "party_size": "vessel",
    "stage": "",
    "brand": "",
}
CONFLICTS = {"slot_taken", "person_overlap", "over_capacity", "wrong_stage", "hold_expired"}
BUSY = "Somebody is changing the same charter. Nothing was stored; send it again."


class UnknownEventError(BookingError):
    code = "not_found"

    def __init__(self) -> None:
        super().__init__("No event has this id here.", field="eventId")


class TooLargeError(APIException):
    status_code = 413
    default_code = "too_large"


class BusyError(APIException):
    status_code = 503
    default_code = "busy"
    default_detail = BUSY
    wait = 1


def answer(problem: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an expected error into its answer. The database's own words, which quote rows, stay here."""
    if isinstance(problem, OperationalError) or getattr(problem, "code", "") == "stale":
        problem = BusyError()
    if isinstance(problem, BookingError):
        field = FIELDS.get(problem.field, problem.field)
        return Response(_shaped(problem.code, str(problem), field), status=_status(problem))
    response = exception_handler(problem, context)
    if response is not None:
        field, message = first_detail(response.data)
        response.data = _shaped(getattr(problem, "default_code", NotFound.default_code), message, field)
    return response


def first_detail(details: Any, path: str = "") -> tuple[str, str]:
    """Find the first of nested details: the name of its field, like `crew_assignments[1].role`, and what it says."""
    if isinstance(details, str):
        return path.removeprefix("."), str(details)
    named = details.items() if isinstance(details, dict) else enumerate(details)
    name, inner = next((name, inner) for name, inner in named if inner)
    return first_detail(inner, path + _step(name, inner))


def _step(name: str | int, inner: Any) -> str:
    if isinstance(name, int):
        return "" if isinstance(inner, str) else f"[{name}]"
    return "" if name in ("detail", api_settings.NON_FIELD_ERRORS_KEY) else f".{name}"


def _status(problem: BookingError) -> int:
    if problem.code == UnknownEventError.code:
        return 404
    return 409 if problem.code in CONFLICTS else 400


def _shaped(code: str, message: str, field: str) -> dict[str, dict[str, str]]:
    return {"error": {"code": code, "message": message, "field": field}}
