"""An event as we answer it: the canonical form of CONTRACTS 4, without any money."""

# ruff: noqa: N815 — the wire's own names

from typing import Any

from rest_framework import serializers

from bookings.models import Booking
from crew.models import AssignmentQuerySet
from crew.scc.models import InboundEvent
from crew.scc.service import Known


class ShownCrewSerializer(serializers.Serializer[Any]):
    crewId = serializers.CharField()
    role = serializers.CharField()


class ShownEventSerializer(serializers.Serializer[Any]):
    """An event as it stands here, at every answer."""

    eventId = serializers.CharField(help_text="The sender's id; the charter's code where they gave none.")
    code = serializers.CharField(help_text="The charter's code here.")
    eventName = serializers.CharField()
    eventDate = serializers.DateField()
    eventTime = serializers.CharField(help_text="HH:MM, local to the vessel's home port.")
    startsAt = serializers.DateTimeField()
    endsAt = serializers.DateTimeField()
    vessel = serializers.CharField()
    notes = serializers.CharField(required=False, help_text="Left out while they are withheld.")
    notesWithheld = serializers.BooleanField(help_text="The notes speak of money: staff have to look at them first.")
    crew_assignments = ShownCrewSerializer(
        many=True, help_text="Whom the sender named; everyone aboard, where they never named anybody."
    )
    status = serializers.CharField(help_text="confirmed, completed or cancelled.")
    version = serializers.IntegerField(allow_null=True, help_text="The sender's last; null where they sent none.")


def event_json(known: Known) -> dict[str, Any]:
    booking, event = known.booking, known.event
    local = booking.starts_at.astimezone(booking.zone)
    return {
        "eventId": event.event_id if event else booking.code,
        "code": booking.code,
        "eventName": booking.public_title,
        "eventDate": f"{local:%Y-%m-%d}",
        "eventTime": f"{local:%H:%M}",
        "startsAt": local.isoformat(),
        "endsAt": booking.ends_at.astimezone(booking.zone).isoformat(),
        "vessel": booking.vessel.name,
        **_notes(booking),
        "crew_assignments": [
            {"crewId": place.person.scc_id, "role": place.role.slug} for place in _crew(booking, event)
        ],
        "status": booking.stage,
        "version": event.version if event else None,
    }


def _notes(booking: Booking) -> dict[str, Any]:
    """Leave notes out while they are withheld: an empty text would say that there are none."""
    notes = booking.readable("crew_notes")
    return {"notesWithheld": True} if notes is None else {"notes": notes, "notesWithheld": False}


def _crew(booking: Booking, event: InboundEvent | None) -> AssignmentQuerySet:
    """Show a sender whom they named, and everyone only where they never named anybody.

    Whom staff and calling add here is no difference that the sender had to mend.
    """
    crew = booking.assignments.exclude(person__scc_id="").select_related("person", "role")
    if event is None or event.crew_named is None:
        return crew
    return crew.filter(person__in=event.crew_named)
