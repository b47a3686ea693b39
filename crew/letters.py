"""The words that crew are told by e-mail and text message. Pure: facts in, words out.

Facts are those of crew.notices. `told` are the ones a person knows, None where they know nothing.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from bookings.clock import spoken
from bookings.outbox.targets import Facts
from crew.models import Answer

SEGMENT = 160


class Kind(StrEnum):
    ASK = "ask"
    CHANGED = "changed"
    AGAIN = "again"
    NEW_LINK = "new link"
    REMIND = "remind"
    REMINDER = "reminder"
    CANCELLED = "cancelled"
    FILLED = "filled"
    OFF = "off"


@dataclass(frozen=True)
class Difference:
    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Phrase:
    """`prefix` opens subject and text message, `opening` the e-mail."""

    prefix: str
    opening: str


PHRASES = {
    Kind.ASK: Phrase("", "Can you sail? Please answer on your page."),
    Kind.CHANGED: Phrase("Changed: ", "Your charter has changed."),
    Kind.AGAIN: Phrase("Confirm again: ", "Your terms were renewed. Please confirm again that you sail."),
    Kind.NEW_LINK: Phrase("New link: ", "Here is your new link. Earlier ones no longer work."),
    Kind.REMIND: Phrase("Can you sail? ", "We have not heard from you yet. Can you sail? Please answer on your page."),
    Kind.REMINDER: Phrase("Reminder: ", "Your charter is coming up."),
    Kind.CANCELLED: Phrase("Cancelled: ", "This charter is cancelled. You need not come."),
    Kind.FILLED: Phrase(
        "Not needed: ", "Thank you for standing by. The place is filled, or not needed: you need not come."
    ),
    Kind.OFF: Phrase("You are off: ", "You are no longer on this charter. You need not come."),
}


@dataclass(frozen=True)
class Letter:
    """One message in its three forms; `sms` is one segment of plain characters."""

    subject: str
    sms: str
    text: str
    html: str


@dataclass(frozen=True)
class Ask:
    """One charter among several that a person is asked about; `preview` begins its checklist."""

    facts: Facts
    link: str
    preview: Sequence[str] = ()


def message_kind(told: Facts | None, facts: Facts | None) -> Kind | None:
    """Decide what, if anything, a person who was told `told` is to be told now."""
    before = told if told and told.get("state") == "confirmed" else None
    if facts is None or facts["state"] == "cancelled":
        if before is None or before["answer"] == Answer.DECLINED:
            return None
        return Kind.CANCELLED if facts else Kind.OFF if before["answer"] == Answer.ACCEPTED else Kind.FILLED
    if before is None:
        return Kind.ASK
    if before["consent"] != facts["consent"]:
        return Kind.CHANGED if differences(before, facts) else Kind.AGAIN
    if before["link"] != facts["link"]:
        return Kind.NEW_LINK
    if facts["eve"] and not before["eve"] and facts["answer"] != Answer.DECLINED:
        return Kind.REMINDER
    return Kind.REMIND if facts["remind"] and not before.get("remind") else None


def differences(told: Facts, facts: Facts) -> list[Difference]:
    """List what is seen to differ, as the page and the messages label it."""
    pairs = zip(_shown(told), _shown(facts), strict=True)
    return [Difference(label, was, now) for (label, was), (_, now) in pairs if was != now]


def write(
    kind: Kind,
    told: Facts | None,
    facts: Facts | None,
    *,
    name: str,
    link: str,
    phone: str,
    preview: Sequence[str] = (),
) -> Letter:
    """Write one message.

    `link` leads to the person's page, "" where there is none; `phone` is the office's; `preview` begins a checklist.
    """
    about = facts or told or {}
    changes = differences(told, facts) if kind == Kind.CHANGED and told and facts else []
    call = "See" if kind == Kind.CANCELLED or about.get("answer") == Answer.ACCEPTED else "Answer"
    subject = PHRASES[kind].prefix + headline(about)
    context = {
        "subject": subject,
        "opening": PHRASES[kind].opening,
        "changes": changes,
        "still_stands": bool(changes) and about["answer"] == Answer.ACCEPTED,
        "asks": call == "Answer" and bool(link),
        "shown": _shown(about),
        "preview": preview if link else (),
        "name": name,
        "link": link,
        "phone": phone,
    }
    return Letter(
        subject=subject,
        sms=_sms(subject, _was(told, changes), f"{call}: {link}" if link else f"Questions: {phone}" if phone else ""),
        text=render_to_string("messages/crew_notice.txt", context).strip() + "\n",
        html=render_to_string("messages/crew_notice.html", context),
    )


def write_together(asks: Sequence[Ask], *, name: str, phone: str) -> Letter:
    """Write one message that asks a person about several charters."""
    subject = f"{len(asks)} charters need your answer"
    context = {
        "subject": subject,
        "asks": [(headline(ask.facts), _shown(ask.facts), ask) for ask in asks],
        "name": name,
        "phone": phone,
    }
    return Letter(
        subject=subject,
        sms=gsm(f"{subject}: {asks[0].link}"),
        text=render_to_string("messages/crew_asks.txt", context).strip() + "\n",
        html=render_to_string("messages/crew_asks.html", context),
    )


def headline(facts: Facts) -> str:
    """Say a charter in one breath: `JADA Sat 5 Dec 16:30, captain`."""
    return f"{facts['vessel']} {_brief(facts)}, {facts['role'].lower()}"


def _brief(facts: Facts) -> str:
    return f"{_local(facts, 'starts'):%a %-d %b %H:%M}"


def _local(facts: Facts, key: str) -> datetime:
    return datetime.fromisoformat(facts[key]).astimezone(ZoneInfo(facts["zone"]))


def _shown(facts: Facts) -> list[tuple[str, str]]:
    zone = ZoneInfo(facts["zone"])
    return [
        ("Sails", spoken(_local(facts, "starts"), zone)),
        ("Be aboard", spoken(_local(facts, "calls"), zone)),
        ("Back", spoken(_local(facts, "ends"), zone)),
        ("Vessel", facts["vessel"]),
        ("Dock", facts["dock"]),
        ("Role", facts["role"]),
    ]


def _was(told: Facts | None, changes: list[Difference]) -> str:
    """Say the old state of what a text message has room for."""
    old = {change.label: change.was for change in changes}
    if told and "Sails" in old:
        old["Sails"] = _brief(told)
    named = [old[label] for label in ("Sails", "Vessel", "Dock", "Role") if label in old]
    return f"Was {', '.join(named)}." if named else ""


def _sms(head: str, middle: str, tail: str) -> str:
    """Fit one segment: the link always goes whole, the rest as far as there is room."""
    said = gsm(" ".join(part for part in (f"{head}.", middle) if part))
    tail = gsm(tail)
    room = SEGMENT - len(tail) - 1
    return f"{said if len(said) <= room else said[: room - 2].rstrip(' ,.') + '..'} {tail}".strip()


def gsm(words: str) -> str:
    """Reduce to characters that keep a text message one segment: a single curly quote would make it three."""
    spelled = words.replace("–", "-").replace("’", "'").replace("→", "->")
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
