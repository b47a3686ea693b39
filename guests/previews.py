"""A brand's page in every state, of a charter that never was: staff see the look before the first guest does."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bookings.models import Booking, Client, Stage, Vessel
from guests.facts import of_booking
from guests.models import Site
from guests.rendering import render, render_for_anyone

STAGES: Final = {
    "held": Stage.HOLD,
    "confirmed": Stage.CONFIRMED,
    "moved": Stage.CONFIRMED,
    "cancelled": Stage.CANCELLED,
    "thanks": Stage.COMPLETED,
    "friendly": Stage.CONFIRMED,
}
"""Each page that a charter may have; `friendly` is the one at the address that can be guessed."""


def preview(site: Site, state: str, language: str, *, at: datetime) -> bytes:
    """Return the page of `state` in `language`, for a charter nine days after `at`."""
    draw = render_for_anyone if state == "friendly" else render
    booking, client = _charter(STAGES[state], at), Client(name="Nora Quist", language=language)
    booking.rescheduled_from = booking.starts_at - timedelta(days=1) if state == "moved" else None
    return draw(of_booking(booking, site.brand, client), site.logo)


def _charter(stage: Stage, at: datetime) -> Booking:
    vessel = Vessel(
        name="Meridian",
        dock="Harbor Walk, dock B",
        directions="Wait at the gate: we let you in.",
        map_url="https://maps.example.com/",
    )
    afternoon = at.astimezone(ZoneInfo(vessel.time_zone)).replace(hour=16, minute=30, second=0, microsecond=0)
    starts_at = afternoon + timedelta(days=9)
    return Booking(
        code="SAMPLE1",
        title="Quist family sunset sail",
        vessel=vessel,
        stage=stage,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        hold_expires_at=at + timedelta(days=2) if stage == Stage.HOLD else None,
        party_size=6,
        guest_notes="We bring the cake.",
    )
