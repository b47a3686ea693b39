"""Whether an event, as another SCC shows it, is what we want it to be. What it leaves out counts for nothing."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bookings.outbox.targets import Facts

TEXTS = ("eventName", "eventDate", "eventTime", "vessel", "notes")
INSTANTS = ("startsAt", "endsAt")


def differences(event: Facts, wanted: Facts) -> list[str]:
    """Name what stands otherwise than in `wanted`, which are facts or a body (crew.scc.payloads)."""
    shown = [name for name in (*TEXTS, *INSTANTS) if name in event]
    found = [name for name in shown if _read(name, event[name]) != _read(name, wanted[name])]
    return found if _same_crew(event, wanted) else [*found, "crew"]


def is_cancelled(event: Facts) -> bool:
    return event.get("status") == "cancelled" or event.get("cancelled") is True


def _read(name: str, value: Any) -> Any:
    """One instant may be told in two zones, and a text with other line ends."""
    text = str(value or "").replace("\r\n", "\n").strip()
    if name in INSTANTS:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    return text


def _same_crew(event: Facts, wanted: Facts) -> bool:
    if not {"crew_assignments", "crewIds"} & event.keys():
        return True
    try:
        theirs, ours = _crew(event), _crew(wanted)
    except (TypeError, KeyError, AttributeError):  # no list of people at all
        return False
    return theirs.keys() == ours.keys() and all(_same_place(theirs[who], ours[who]) for who in ours)


def _crew(event: Facts) -> dict[str, dict[str, Any]]:
    """Return SCC id → the place, which is empty where only ids are told."""
    if "crew_assignments" in event:
        return {place["crewId"]: place for place in event["crew_assignments"] if place["crewId"]}
    return {who: {} for who in event["crewIds"]}


def _same_place(theirs: dict[str, Any], ours: dict[str, Any]) -> bool:
    both = theirs.keys() & ours.keys()
    return ("role" not in both or theirs["role"] == ours["role"]) and (
        "hourlyRate" not in both or _amount(theirs["hourlyRate"]) == _amount(ours["hourlyRate"])
    )


def _amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
