"""A row's facts and a booking's, in one plain form (JSON), so that they can be compared."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from bookings import plain
from bookings.clock import localise
from bookings.importing.cells import TITLE_LENGTH
from bookings.importing.fleet import Fleet
from bookings.importing.rows import Row, RowError
from bookings.models import Booking, Kind, Language, Stage

NOTES = ("guest_notes", "crew_notes", "internal_notes")
CLIENT = ("client_name", "client_email", "client_phone", "client_language")
BLANK: dict[str, Any] = dict.fromkeys((*NOTES, *CLIENT, "slug"), "") | {
    "party_size": 0,
    "client_language": Language.ENGLISH.value,
}
"""What a booking holds where nobody said anything."""


def of_row(row: Row, fleet: Fleet) -> tuple[dict[str, Any], list[str]]:
    """Return what the file says, looked up and free of money, and the lines of money taken out.

    Vessel and brand are ids, `time` is "start/end" in UTC. Raises RowError, or LocalTimeError for a time that does
    not exist or exists twice.
    """
    said = dict(row.facts)
    vessel = fleet.vessel_named(said.pop("vessel", ""))
    starts, ends = (_instant(said.pop(name), vessel.zone) for name in ("starts", "ends"))
    assert starts is not None
    kind = said.get("kind") or Kind.CHARTER.value
    brand_name = said.pop("brand", "")
    brand = fleet.brand_named(brand_name) if brand_name or kind == Kind.CHARTER else None
    facts = {
        "vessel": vessel.pk,
        "brand": brand.pk if brand else None,
        "time": interval(starts, ends or starts + timedelta(minutes=vessel.usual_minutes)),
        "kind": kind,
        "stage": said.get("stage") or Stage.CONFIRMED.value,
    }
    title, taken = _title(said.pop("title", ""))
    for name in NOTES:
        if name in said:
            said[name], lines = plain.without_money(said[name])
            taken += lines
    if not said.get("client_language"):
        said.pop("client_language", None)
    if not said.get("client_name") and (known_by := said.get("client_email") or said.get("client_phone")):
        said["client_name"] = known_by
    facts["title"] = title or (f"Charter for {said['client_name']}" if said.get("client_name") else kind.capitalize())
    return {name: value for name, value in said.items() if name in BLANK} | facts, taken


def of_booking(booking: Booking) -> dict[str, Any]:
    """Return how the booking stands now, in the same form."""
    client = booking.client
    notes = {name: getattr(booking, name).replace("\r\n", "\n") for name in NOTES}  # browsers send textareas with CR LF
    return notes | {
        "vessel": booking.vessel_id,
        "brand": booking.brand_id,
        "time": interval(booking.starts_at, booking.ends_at),
        "kind": booking.kind,
        "stage": booking.stage,
        "title": booking.title,
        "party_size": booking.party_size,
        "slug": booking.slug,
        "client_name": client.name if client else "",
        "client_email": client.email if client else "",
        "client_phone": client.phone.as_e164 if client and client.phone else "",
        "client_language": client.language if client else BLANK["client_language"],
    }


def columns(facts: dict[str, Any], fleet: Fleet) -> dict[str, Any]:
    """Turn facts into columns of Booking, all but stage and client."""
    made = {name: value for name, value in facts.items() if name in (*NOTES, "title", "kind", "party_size", "slug")}
    if "time" in facts:
        made["starts_at"], made["ends_at"] = (datetime.fromisoformat(each) for each in facts["time"].split("/"))
    if "vessel" in facts:
        made["vessel"] = fleet.vessels[facts["vessel"]]
    if "brand" in facts:
        made["brand"] = fleet.brands.get(facts["brand"])
    return made


def interval(starts_at: datetime, ends_at: datetime) -> str:
    if ends_at <= starts_at:
        raise RowError("end: must be later than the start.")
    return "/".join(moment.astimezone(UTC).isoformat() for moment in (starts_at, ends_at))


def _instant(moment: datetime | None, zone: Any) -> datetime | None:
    return localise(moment, zone) if moment and not moment.tzinfo else moment


def _title(text: str) -> tuple[str, list[str]]:
    """Return a title of one line without its parts about money ("Smith party – $500 deposit"), and those parts."""
    line, taken = " ".join(text.split()), list[str]()
    if plain.money_lines(line):
        parts = [part.strip() for part in re.split(r"\s[-–—|·/]\s|,\s|[;()\[\]]", line) if part.strip()]
        taken = [part for part in parts if plain.money_lines(part)]
        line = ", ".join(part for part in parts if part not in taken)
        if plain.money_lines(line):  # only the whole reads as money
            line, taken = "", [text]
    return (line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"), taken
