"""What the lead guest reads in an e-mail: subject, plain text and HTML that say the same."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr
from typing import Final

from django.template.loader import render_to_string

from bookings.models import Booking, Brand
from bookings.outbox.targets import Facts
from guests import dates
from guests.models import Site
from guests.phrases import PHRASES

LETTERS: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "en": {
        "hold": (
            "Held for you: {title}, {start}",
            "We are holding this date for you until {until}. It is yours as soon as we confirm it; we will write then.",
        ),
        "confirmed": (
            "Confirmed: {title}, {day}, be there {boards}",
            "Your charter is confirmed. Everything you need for the day is on your page.",
        ),
        "moved": (
            "New time: {title}, {day}, be there {boards}",
            "Your charter has a new time. It was {was_start}; please go by what is written here.",
        ),
        "place": (
            "New boarding place: {title}, {day}, {vessel}, {dock}",
            "You board elsewhere than we told you. It was {was_vessel}, {was_dock}; please go by what is written here.",
        ),
        "cancelled": (
            "Cancelled: {title}, {start}",
            "Your charter is cancelled. Please do not come to the dock. "
            "Call us or write: we will gladly find another day.",
        ),
        "eve": (
            "See you {day}: {title}, be there {boards}",
            "It is nearly time. This is when and where we meet.",
        ),
        "lapsed": (
            "No longer held: {title}, {start}",
            "The time for which we held this date for you has run out. "
            "If you would still like to sail, call us or write: it may be free yet.",
        ),
    },
    "es": {
        "hold": (
            "Reservada para usted: {title}, {start}",
            "Le reservamos esta fecha hasta el {until}. Será suya en cuanto la confirmemos; le escribiremos entonces.",
        ),
        "confirmed": (
            "Confirmada: {title}, {day}, esté allí a las {boards}",
            "Su salida está confirmada. Todo lo que necesita para ese día está en su página.",
        ),
        "moved": (
            "Nueva hora: {title}, {day}, esté allí a las {boards}",
            "Su salida tiene nueva hora. Era el {was_start}; por favor, siga lo que está escrito aquí.",
        ),
        "place": (
            "Nuevo lugar de embarque: {title}, {day}, {vessel}, {dock}",
            "Embarca en otro lugar del que le dijimos. Era {was_vessel}, {was_dock}; "
            "por favor, siga lo que está escrito aquí.",
        ),
        "cancelled": (
            "Cancelada: {title}, {start}",
            "Su salida está cancelada. Por favor, no venga al muelle. "
            "Llámenos o escríbanos: buscaremos otro día con mucho gusto.",
        ),
        "eve": (
            "Nos vemos el {day}: {title}, esté allí a las {boards}",
            "Ya falta poco. Aquí y a esta hora nos encontramos.",
        ),
        "lapsed": (
            "Ya no reservada: {title}, {start}",
            "El tiempo por el que le reservamos esta fecha ha terminado. "
            "Si todavía quiere navegar, llámenos o escríbanos: quizás siga libre.",
        ),
    },
}
WITHOUT_PLACE = ("cancelled", "lapsed")
"""Letters after which nobody should go to the dock."""


@dataclass(frozen=True)
class Letter:
    sender: str
    subject: str
    text: str
    html: str


def compose(kind: str, facts: Facts, told: Facts | None, *, booking: Booking, brand: Brand) -> Letter:
    """Write the letter of one notice: `facts` are told now, `told` is what they read last."""
    language = facts["language"]
    words = _words(facts, told or facts, booking, language)
    subject, lead = (text.format(**words) for text in LETTERS[language][kind])
    context = {
        "language": language,
        "phrases": PHRASES[language],
        "kind": kind,
        "subject": " ".join(subject.split()),  # a title with a line break in it is no header
        "lead": lead,
        "when_and_where": kind not in WITHOUT_PLACE,
        "guest": booking.client.first_name if booking.client else "",
        "brand": brand,
        "theme": Site.of(brand).theme,
        "page": "" if kind == "lapsed" else Site.of(brand).address(booking.code),
        **words,
    }
    return Letter(
        sender=formataddr((brand.name, brand.sender)),
        subject=str(context["subject"]),
        text=render_to_string("messages/guest_notice.txt", context).strip() + "\n",
        html=render_to_string("messages/guest_notice.html", context),
    )


def _words(facts: Facts, told: Facts, booking: Booking, language: str) -> dict[str, str]:
    """Say every fact that a letter may name, in its language, on the dock's clock."""
    starts, boards, was = (
        datetime.fromisoformat(moment) for moment in (facts["starts_at"], facts["boards_at"], told["starts_at"])
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
        "was_start": dates.date_and_time(was, language),
        "was_vessel": told["vessel"],
        "was_dock": told["dock"],
    }
