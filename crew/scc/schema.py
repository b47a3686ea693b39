"""How the wire describes itself: OpenAPI 3.1, at /scc/schema."""

from threading import Lock
from typing import Any, cast

from drf_spectacular.renderers import OpenApiJsonRenderer2
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from crew.scc.payload_in import EventSerializer
from crew.scc.shown import ShownEventSerializer
from crew.scc.throttling import PerReader

SENT = {
    "eventId": "XHQGMDH",
    "eventName": "Sunset sail",
    "eventDate": "2026-12-05",
    "eventTime": "16:30",
    "startsAt": "2026-12-05T16:30:00-08:00",
    "endsAt": "2026-12-05T19:30:00-08:00",
    "vessel": "JADA",
    "notes": "Bring the spare fenders. Guests board at the gangway.",
    "crew_assignments": [{"crewId": "c-17", "role": "captain", "hourlyRate": "45.00", "currency": "USD"}],
    "version": 3,
}
SENT_IN_THE_OLDEST_FORM = {
    "eventName": "Sunset sail",
    "eventDate": "2026-12-05",
    "eventTime": "16:30",
    "notes": "Bring the spare fenders.",
    "crewIds": ["c-17", "c-18"],
}
SHOWN = SENT | {
    "code": "XHQGMDH",
    "notesWithheld": False,
    "crew_assignments": [{"crewId": "c-17", "role": "captain"}],
    "status": "confirmed",
}
REFUSED = {
    "error": {"code": "invalid", "message": "Nobody here has this crew id.", "field": "crew_assignments[0].crewId"}
}
DESCRIPTION = """
Send an event once, and this product books the charter, tells its crew and calls whoever is missing.

An `eventId` that comes again is the same event. It is applied when its `version` is higher than the last one you
sent, or, without versions, when it says something else than last time; otherwise nothing changes and nobody is told.
A DELETE cancels; a newer POST brings the event back. A refused message leaves nothing behind.

Rates of pay are agreed here: `hourlyRate` is accepted and not kept, and no answer holds an amount of money.
"""


class ErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="For programs: invalid, slot_taken, person_overlap, not_found, …")
    message = serializers.CharField(help_text="For people: what is wrong, and what to do.")
    field = serializers.CharField(help_text="Which field it is about, like crew_assignments[1].role; or empty.")


class RefusalSerializer(serializers.Serializer[Any]):
    error = ErrorSerializer()


def _answers(*refusals: int, **shown: Any) -> dict[int, Any]:
    """Document the answers of one verb; `on_200=…` says what a success holds."""
    refused = dict.fromkeys((401, *refusals, 429, 503), RefusalSerializer)
    return {int(status.removeprefix("on_")): answer for status, answer in shown.items()} | refused


_examples = [
    OpenApiExample("An event", SENT, request_only=True),
    OpenApiExample("An event as it stands", SHOWN, response_only=True, status_codes=["200", "201"]),
    OpenApiExample("A refusal", REFUSED, response_only=True, status_codes=["400"]),
]
_oldest = OpenApiExample("The oldest form", SENT_IN_THE_OLDEST_FORM, request_only=True)
_shown = ShownEventSerializer
_by_id = OpenApiParameter("event_id", str, OpenApiParameter.PATH, description="The sender's id, or the charter's code.")

RECEIVES = extend_schema(
    operation_id="postEvent",
    request=EventSerializer,
    responses=_answers(400, 409, 413, 415, on_200=_shown, on_201=_shown),
    examples=[*_examples, _oldest],
)
FINDS = extend_schema(
    operation_id="getEvent", parameters=[_by_id], responses=_answers(404, on_200=_shown), examples=_examples
)
AMENDS = extend_schema(
    operation_id="patchEvent",
    parameters=[_by_id],
    request=EventSerializer(partial=True),
    responses=_answers(400, 404, 409, 413, 415, on_200=_shown),
    examples=_examples,
)
WITHDRAWS = extend_schema(
    operation_id="deleteEvent",
    parameters=[_by_id],
    responses=_answers(404, 409, on_200=_shown),
    examples=_examples,
)


_describing = Lock()


class SchemaView(SpectacularAPIView):
    authentication_classes = []
    permission_classes = []
    throttle_classes = [PerReader]
    renderer_classes = [OpenApiJsonRenderer2]
    urlconf = "crew.scc.urls"
    custom_settings = {
        "OAS_VERSION": "3.1.0",
        "TITLE": "ShipCaptainCrew events",
        "VERSION": "1",
        "DESCRIPTION": DESCRIPTION.strip(),
        "SERVERS": [{"url": "/scc"}],
    }
    schema = None  # it describes the events, not itself

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with _describing:  # the library keeps these settings globally meanwhile
            return cast(Response, super().get(request, *args, **kwargs))  # type: ignore[no-untyped-call]
