"""About which charters a message that failed leaves its person untold."""

import re

from bookings.messages.models import Message, MessagePart, Outcome
from crew.models import Assignment, AssignmentQuerySet

KEY = re.compile(r"crew_notice:(?P<code>\w+):(?P<person>\d+):(?P<version>\d+):")
FAILED = {Outcome.UNDELIVERED, Outcome.REFUSED, Outcome.BOUNCED, Outcome.OPTED_OUT}


def places(message: Message) -> list[Assignment]:
    """Return the places whose latest notice this was a part of, and no other channel carries."""
    notices = [found for found in map(KEY.match, message.keys()) if found and _is_lost(found)]
    return [place for notice in notices for place in place_of(notice["code"], notice["person"])]


def place_of(code: str, person: str) -> AssignmentQuerySet:
    """Return the one place of a notice's recipient; none where it was taken away since."""
    return Assignment.objects.with_terms().filter(booking__code=code, person=int(person))


def _is_lost(notice: re.Match[str]) -> bool:
    """Tell whether nothing newer was sent, and every message of this version failed."""
    outcomes = _outcomes(f"crew_notice:{notice['code']}:{notice['person']}:")
    newest = max(outcomes, key=int)
    return notice["version"] == newest and outcomes[newest] <= FAILED


def _outcomes(prefix: str) -> dict[str, set[str]]:
    """Return version → what became of the messages that went out for it, bundles included."""
    sent = Message.objects.exclude(outcome=Outcome.SENDING)
    own = sent.filter(key__startswith=prefix).values_list("key", "outcome")
    parts = MessagePart.objects.filter(key__startswith=prefix, message__in=sent).values_list("key", "message__outcome")
    outcomes: dict[str, set[str]] = {}
    for key, outcome in (*own, *parts):
        outcomes.setdefault(key.removeprefix(prefix).partition(":")[0], set()).add(outcome)
    return outcomes
