"""What the lead guest reads in an e-mail and in a text message: facts in, words out."""

from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any, Final

from django.template.loader import render_to_string

from bookings.models import Booking, Brand
from bookings.outbox.targets import Facts
from guests import dates, texts
from guests.models import Site
from guests.phrases import PHRASES
from guests.senders import sender
from guests.wording import LETTERS, NOWHERE_TO_GO, STRUCK, Kind

SUBJECT_LENGTH = 200
FACES: Final = {
    "serif": "Georgia,'Times New Roman',serif",
    "rounded": "ui-rounded,'SF Pro Rounded','Arial Rounded MT Bold',system-ui,sans-serif",
    "sans": "system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif",
}


@dataclass(frozen=True)
class Letter:
    """One message in its forms; `sms` is one segment of plain characters."""

    sender: str
    subject: str
    text: str
    html: str
    sms: str


def compose(kind: Kind, facts: Facts, told: Facts | None, *, booking: Booking, brand: Brand) -> Letter:
    """Write the letter of one notice: `facts` are told now, `told` is what they read last."""
    language = facts["language"]
    said, words = LETTERS[language][kind], _words(facts, told or facts, booking, language)
    page = "" if kind == Kind.LAPSED else Site.of(brand).address(booking.code)
    context: dict[str, Any] = {
        "language": language,
        "phrases": PHRASES[language],
        "kind": kind,
        "subject": _one_line(said.subject.format(**words)),
        "lead": said.lead.format(**words),
        "button": said.button or PHRASES[language]["open_page"],
        "when_and_where": kind not in NOWHERE_TO_GO,
        "struck": STRUCK.get(kind, "").format(**words),
        "face": FACES[Site.of(brand).heading_face],
        "guest": booking.client.first_name if booking.client else "",
        "brand": brand,
        "theme": Site.of(brand).theme,
        "page": page,
        **words,
    }
    return Letter(
        sender=sender(brand),
        subject=context["subject"],
        text=render_to_string("messages/guest_notice.txt", context).strip() + "\n",
        html=render_to_string("messages/guest_notice.html", context),
        sms=texts.write(kind, language, words | _by_text(brand, "" if kind == Kind.CANCELLED else page)),
    )


def _words(facts: Facts, told: Facts, booking: Booking, language: str) -> dict[str, str]:
    """Say every fact that a letter may name, in its language, on the dock's clock."""
    starts, boards, was = (
        datetime.fromisoformat(moment) for moment in (facts["starts_at"], facts["boards_at"], told["boards_at"])
    )
    until = facts["held_until"]
    return {
        "title": booking.public_title,
        "day": dates.short_date(boards, language),
        "long_day": dates.long_date(boards, language),
        "boards": dates.clock_time(boards, language),
        "sails": dates.clock_time(starts, language),
        "zone": starts.astimezone(booking.zone).tzname() or "",
        "start": dates.date_and_time(starts, language),
        "until": dates.date_and_time(datetime.fromisoformat(until), language) if until else "",
        "vessel": facts["vessel"],
        "dock": facts["dock"],
        "was": dates.date_and_time(was, language),
        "was_vessel": told["vessel"],
        "was_dock": told["dock"],
    }


def _by_text(brand: Brand, page: str) -> dict[str, str]:
    return {"brand": brand.name, "phone": brand.phone.as_international if brand.phone else "", "page": page}


def _one_line(subject: str) -> str:
    """Make a header of it, whatever title it holds: no line break, and no longer than a message's row takes."""
    return shorten(subject, SUBJECT_LENGTH, placeholder="…")
