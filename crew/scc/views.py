"""The wire that others call: POST /events, and GET, PATCH, DELETE /events/{eventId}."""

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.openapi import AutoSchema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bookings.errors import BookingError
from crew.scc import errors, service
from crew.scc.authentication import ServiceKey
from crew.scc.payload_in import BoundedJSONParser, EventSerializer, Said
from crew.scc.schema import AMENDS, FINDS, RECEIVES, WITHDRAWS
from crew.scc.shown import event_json
from crew.scc.throttling import PerKey


class WireView(APIView):
    authentication_classes = [ServiceKey]
    permission_classes = []
    throttle_classes = [PerKey]
    parser_classes = [BoundedJSONParser]
    renderer_classes = [JSONRenderer]
    schema = AutoSchema()

    def get_exception_handler(self) -> Any:
        return errors.answer

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "no-store"
        return finished


class Events(WireView):
    http_method_names = ["post"]

    @RECEIVES
    def post(self, request: Request) -> Response:
        """Take an event: 201 the first time, 200 whenever it comes again."""
        known, first = service.receive(_said(request), at=timezone.now())
        return Response(event_json(known), status=201 if first else 200)


class Event(WireView):
    http_method_names = ["get", "patch", "delete"]

    @FINDS
    def get(self, request: Request, event_id: str) -> Response:
        """Answer an event as it stands."""
        return Response(event_json(service.find(event_id)))

    @AMENDS
    def patch(self, request: Request, event_id: str) -> Response:
        """Change what is named."""
        said = _said(request, partial=True)
        if service.canonical(said.pop("event_id", event_id)) != service.canonical(event_id):
            raise BookingError("The event in the address is another one.", field="eventId")
        return Response(event_json(service.amend(event_id, said, at=timezone.now())))

    @WITHDRAWS
    def delete(self, request: Request, event_id: str) -> Response:
        """Cancel the charter; whoever was told of it is told so."""
        return Response(event_json(service.withdraw(event_id, at=timezone.now())))


def _said(request: Request, *, partial: bool = False) -> Said:
    event = EventSerializer(data=request.data, partial=partial)
    event.is_valid(raise_exception=True)
    return cast(Said, event.validated_data)
