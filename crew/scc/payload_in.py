"""What a sender may say: the body of a request, bounded and checked, without looking at the database."""

# ruff: noqa: N815 — the wire's own names

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import IO, Any, TypedDict

from django.core.validators import MaxValueValidator, MinValueValidator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.fields import SkipField
from rest_framework.parsers import BaseParser

from bookings.models import Booking
from crew.scc.errors import TooLargeError
from crew.scc.models import EVENT_ID_LENGTH

MOST_BYTES = 64 * 1024
MOST_CREW = 50
NOTES_LENGTH = 4000
TITLE_LENGTH = Booking._meta.get_field("title").max_length
HIGHEST_VERSION = 2**63 - 1
SENSIBLE = "Give a date between 2000 and 2100."
NO_OFFSET = "Give the offset from UTC too, as in 2026-12-05T16:30:00-08:00."
NO_START = "Give eventDate and eventTime, or startsAt."


@dataclass(frozen=True)
class Seat:
    """A crew member named by the sender; `role` is None where they leave it to us. `field` is where they said so."""

    crew_id: str
    role: str | None
    field: str


class Said(TypedDict, total=False):
    """What a sender said. What is missing was not said, or null."""

    event_id: str
    name: str
    date: date
    time: time
    starts_at: datetime
    ends_at: datetime
    vessel: str
    notes: str
    crew: list[Seat]
    version: int


class BoundedJSONParser(BaseParser):
    """JSON in UTF-8, 64 kB at most."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLargeError(f"An event takes {MOST_BYTES // 1024} kB at most.")
        try:
            return json.loads(body.decode(), parse_constant=_refuse)
        except (ValueError, RecursionError) as problem:
            raise ParseError("This is not JSON in UTF-8.") from problem


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _printable(text: str) -> None:
    if any(unicodedata.category(char) == "Cc" for char in text):
        raise serializers.ValidationError("Leave out control characters.")


@extend_schema_field(OpenApiTypes.STR)
class UnkeptField(serializers.Field[None, Any, Any, Any]):
    """Accepted whatever it says, and dropped."""

    def to_internal_value(self, data: Any) -> None:
        raise SkipField


class InstantField(serializers.DateTimeField):
    """An ISO 8601 time with its offset: a naive one is refused, not guessed at."""

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            raise serializers.ValidationError(NO_OFFSET)
        return value


def _instant(**options: Any) -> InstantField:
    within = [
        MinValueValidator(datetime(2000, 1, 1, tzinfo=UTC), SENSIBLE),
        MaxValueValidator(datetime(2100, 1, 1, tzinfo=UTC), SENSIBLE),
    ]
    return InstantField(required=False, allow_null=True, validators=within, **options)


class CrewAssignmentSerializer(serializers.Serializer[Any]):
    crewId = serializers.CharField(max_length=64, help_text="The person's SCC id: c-17.")
    role = serializers.CharField(max_length=30, help_text="captain, crew, hostess, or another that is set up here.")
    hourlyRate = UnkeptField(required=False, allow_null=True, help_text="Accepted and not kept: rates are agreed here.")
    currency = UnkeptField(required=False, allow_null=True, help_text="Accepted and not kept.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require both, in a PATCH too: it names its crew whole."""
        required = [self.error_messages["required"]]
        if missing := {name: required for name in ("crewId", "role") if name not in attrs}:
            raise serializers.ValidationError(missing)
        return attrs


class EventSerializer(serializers.Serializer[Any]):
    """An event as it is sent. What is not named here is ignored; null is the same as left out."""

    eventId = serializers.CharField(
        source="event_id",
        max_length=EVENT_ID_LENGTH,
        required=False,
        allow_null=True,
        validators=[_printable],
        help_text="The sender's own id. Any 7 of A–Z 0–9 becomes the charter's code where that is free. Without one, "
        "vessel, time and name tell which event it is, and the answer carries the id.",
    )
    eventName = serializers.CharField(source="name", max_length=TITLE_LENGTH, validators=[_printable])
    eventDate = serializers.DateField(
        source="date",
        required=False,
        allow_null=True,
        validators=[MinValueValidator(date(2000, 1, 1), SENSIBLE), MaxValueValidator(date(2099, 12, 31), SENSIBLE)],
        help_text="Local to the vessel's home port.",
    )
    eventTime = serializers.TimeField(
        source="time",
        required=False,
        allow_null=True,
        input_formats=["%H:%M", "%H:%M:%S"],
        help_text="HH:MM, local to the vessel's home port. A time that does not exist there, or twice, is refused.",
    )
    startsAt = _instant(source="starts_at", help_text="Goes before eventDate and eventTime. With its offset.")
    endsAt = _instant(source="ends_at", help_text="Without one, the vessel's usual length; a move keeps the length.")
    vessel = serializers.CharField(
        max_length=60, required=False, allow_null=True, help_text="By name. Without one, the default vessel."
    )
    notes = serializers.CharField(
        max_length=NOTES_LENGTH,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="For the crew. Lines that speak of money are withheld until staff have looked.",
    )
    crew_assignments = serializers.ListField(
        child=CrewAssignmentSerializer(), required=False, allow_null=True, max_length=MOST_CREW
    )
    crewIds = serializers.ListField(
        child=serializers.CharField(max_length=64),
        required=False,
        allow_null=True,
        max_length=MOST_CREW,
        help_text="The older form: each in the role they have here, or their first one. crew_assignments goes before.",
    )
    version = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=HIGHEST_VERSION,
        help_text="Rises with each change. Not higher than your last one: nothing is changed.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        said = {name: value for name, value in attrs.items() if value is not None}
        if not self.partial and "starts_at" not in said:
            local = {"eventDate": "date", "eventTime": "time"}
            missing = {field: [NO_START] for field, name in local.items() if name not in said}
            if missing:
                raise serializers.ValidationError(missing)
        crew = _crew(said.pop("crew_assignments", None), said.pop("crewIds", None))
        return said if crew is None else said | {"crew": crew}


def _crew(assignments: list[dict[str, str]] | None, ids: list[str] | None) -> list[Seat] | None:
    """Merge both forms. Raises ValidationError where somebody is named twice."""
    if assignments is not None:
        seats = [
            Seat(each["crewId"], each["role"], f"crew_assignments[{number}]") for number, each in enumerate(assignments)
        ]
    elif ids is not None:
        seats = [Seat(crew_id, None, f"crewIds[{number}]") for number, crew_id in enumerate(ids)]
    else:
        return None
    for number, seat in enumerate(seats):
        if any(seat.crew_id == other.crew_id for other in seats[:number]):
            raise serializers.ValidationError({seat.field: ["This person is named twice."]})
    return seats
