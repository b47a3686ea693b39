"""The words of guests' letters: one kind a message, in each language that a brand may speak."""

from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a message says. The first three are stages, too."""

    HOLD = "hold"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    MOVED = "moved"
    PLACE = "place"
    EVE = "eve"
    LAPSED = "lapsed"
    GALLERY = "gallery"


class Words(NamedTuple):
    """`subject` says it all, `lead` opens the letter, `button` leads to the page ("": as on every letter)."""

    subject: str
    lead: str
    button: str = ""


LETTERS: Final[dict[str, dict[str, Words]]] = {
    "en": {
        "hold": Words(
            "Held for you: {title}, {start}",
            "We are holding this date for you until {until}. It is yours as soon as we confirm it; we will write then.",
        ),
        "confirmed": Words(
            "Confirmed: {title}, {day}, be there {boards}",
            "Your charter is confirmed. Everything you need for the day is on your page.",
        ),
        "moved": Words(
            "New time: {title}, {day}, be there {boards}",
            "Your charter has a new time. We had told you {was}; please go by what is written here.",
        ),
        "place": Words(
            "New boarding place: {title}, {day}, {vessel}, {dock}",
            "You board elsewhere than we told you. It was {was_vessel}, {was_dock}; please go by what is written here.",
        ),
        "cancelled": Words(
            "Cancelled: {title}, {start}",
            "Your charter on {start} is cancelled. Please do not come to the dock. "
            "Call us or write: we will gladly find another day.",
        ),
        "eve": Words(
            "See you {day}: {title}, be there {boards}",
            "It is nearly time. This is when and where we meet.",
        ),
        "lapsed": Words(
            "No longer held: {title}, {start}",
            "The time for which we held {start} for you has run out. "
            "If you would still like to sail, call us or write: it may be free yet.",
        ),
        "gallery": Words(
            "Your photos: {title}, {day}",
            "Thank you for sailing with us. The photos of your charter are on your page, to look at and to keep.",
            "See the photos",
        ),
    },
    "es": {
        "hold": Words(
            "Reservada para usted: {title}, {start}",
            "Le reservamos esta fecha hasta el {until}. Será suya en cuanto la confirmemos; le escribiremos entonces.",
        ),
        "confirmed": Words(
            "Confirmada: {title}, {day}, esté allí a las {boards}",
            "Su salida está confirmada. Todo lo que necesita para ese día está en su página.",
        ),
        "moved": Words(
            "Nueva hora: {title}, {day}, esté allí a las {boards}",
            "Su salida tiene nueva hora. Le habíamos dicho {was}; por favor, siga lo que está escrito aquí.",
        ),
        "place": Words(
            "Nuevo lugar de embarque: {title}, {day}, {vessel}, {dock}",
            "Embarca en otro lugar del que le dijimos. Era {was_vessel}, {was_dock}; "
            "por favor, siga lo que está escrito aquí.",
        ),
        "cancelled": Words(
            "Cancelada: {title}, {start}",
            "Su salida del {start} está cancelada. Por favor, no venga al muelle. "
            "Llámenos o escríbanos: buscaremos otro día con mucho gusto.",
        ),
        "eve": Words(
            "Nos vemos el {day}: {title}, esté allí a las {boards}",
            "Ya falta poco. Aquí y a esta hora nos encontramos.",
        ),
        "lapsed": Words(
            "Ya no reservada: {title}, {start}",
            "El tiempo por el que le reservamos el {start} ha terminado. "
            "Si todavía quiere navegar, llámenos o escríbanos: quizás siga libre.",
        ),
        "gallery": Words(
            "Sus fotos: {title}, {day}",
            "Gracias por navegar con nosotros. Las fotos de su salida están en su página, para verlas y guardarlas.",
            "Ver las fotos",
        ),
    },
}
NOWHERE_TO_GO = (Kind.CANCELLED, Kind.LAPSED, Kind.GALLERY)
"""Letters after which nobody should come to the dock."""

STRUCK: Final = {Kind.MOVED: "{was}", Kind.PLACE: "{was_vessel}, {was_dock}"}
"""What held before, and is shown struck through."""
