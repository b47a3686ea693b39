"""Single cells of text, read strictly: what is unclear is asked about, never guessed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumber_field.phonenumber import to_python

from bookings import codes
from bookings.importing.columns import normalise
from bookings.importing.rows import RowError
from bookings.models import Kind, Language, Stage

TITLE_LENGTH = 120

WORDS: Mapping[str, Mapping[str, str]] = {
    "stage": {
        Stage.INQUIRY: "inquiry, enquiry, quote, lead, consulta, solicitud",
        Stage.HOLD: "hold, held, option, pending, reservado, opcion",
        Stage.CONFIRMED: "confirmed, booked, confirmada, confirmado",
        Stage.COMPLETED: "completed, complete, done, sailed, completada, completado",
        Stage.CANCELLED: "cancelled, canceled, cancelada, cancelado",
    },
    "kind": {
        Kind.CHARTER: "charter, sail, paseo",
        Kind.CLOSURE: "closure, closed, blocked, block, maintenance, cierre, mantenimiento",
    },
    "client_language": {
        Language.ENGLISH: "en, eng, english, ingles",
        Language.SPANISH: "es, spa, spanish, espanol, castellano",
    },
}


def _word(column: str) -> Callable[[str], str]:
    meanings = {word: value for value, words in WORDS[column].items() for word in words.split(", ")}

    def read(text: str) -> str:
        if normalise(text) not in meanings:
            known = ", ".join(str(value) for value in WORDS[column])
            raise RowError(f"{column}: not a word that we know. Use one of {known}.")
        return str(meanings[normalise(text)])

    return read


def _party(text: str) -> int:
    found = re.fullmatch(r"(\d{1,4})(?:\s*(?:guests?|pax|people|personas|invitados))?", text, re.IGNORECASE)
    if not found:
        raise RowError("party_size: a whole number of passengers is wanted.")
    return int(found[1])


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise RowError("client_email: not an e-mail address.") from None
    return text


def _phone(text: str) -> str:
    number = to_python(text)
    if not number or not number.is_valid():
        raise RowError("client_phone: not a telephone number. Outside the US begin with + and the country.")
    return str(number.as_e164)


def _slug(text: str) -> str:
    if not codes.is_slug(text):
        raise RowError("slug: an address is like smith-birthday-sail: a–z, 0–9 and single hyphens, 3 to 60 of them.")
    return text


def _code(text: str) -> str:
    code = codes.as_code(text)
    if code is None:
        raise RowError("code: seven of A–Z and 0–9 are wanted.")
    return code


def _short(column: str, length: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > length:
            raise RowError(f"{column}: at most {length} characters.")
        return text

    return read


READERS: Mapping[str, Callable[[str], Any]] = {
    "stage": _word("stage"),
    "kind": _word("kind"),
    "party_size": _party,
    "client_name": _short("client_name", 120),
    "client_email": _email,
    "client_phone": _phone,
    "client_language": _word("client_language"),
    "slug": _slug,
    "code": _code,
    "source": _short("source", 60),
    "reference": _short("reference", 255),
}


def clean(text: str) -> str:
    """Strip a cell, and drop control characters, which no database column of ours wants."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc").strip()


def read(column: str, text: str) -> Any:
    """Return a cell's value; an empty cell is 0 for a number, else "". Raises RowError."""
    if not text:
        return 0 if column == "party_size" else ""
    return READERS[column](text) if column in READERS else text


def span(day: str, start: str, end: str) -> tuple[datetime, datetime | None]:
    """Read when a charter starts and ends, naive where no offset is given; None where there is no end.

    Either `start` and `end` are ISO 8601 dates with times, or `day` is YYYY-MM-DD and they are times of day; an end
    that is not later than the start is then on the next day. An offset at the start holds for the end too.
    """
    starts = _moment("start", day, start)
    if not end:
        return starts, None
    ends = _moment("end", day or starts.date().isoformat(), end)
    ends = ends if ends.tzinfo else ends.replace(tzinfo=starts.tzinfo)
    if ends.tzinfo and not starts.tzinfo:
        raise RowError("start: give an offset from UTC here too, as at the end.")
    if _time(end) is not None and ends <= starts:
        ends += timedelta(days=1)
    if ends <= starts:
        raise RowError("end: must be later than the start.")
    return starts, ends


def _moment(column: str, day: str, text: str) -> datetime:
    at = _time(text)
    if at is None:
        try:
            if not re.match(r"\d{4}-?\d\d-?\d\d[T ]\d", text):
                raise ValueError
            return datetime.fromisoformat(text)
        except ValueError:
            raise RowError(f"{column}: write a time as 16:30, or with its date as 2026-12-05T16:30.") from None
    try:
        return datetime.combine(date.fromisoformat(day), at)
    except ValueError:
        raise RowError("date: write it year first, as 2026-12-05, so that day and month cannot be confused.") from None


def _time(text: str) -> time | None:
    """Read 16:30, 16:30:00, 16:30-08:00, 4:30 pm or 4 pm; None for anything else."""
    twelve = re.fullmatch(r"(1[0-2]|0?[1-9])(?::([0-5]\d))?\s*([ap])\.?\s?m\.?", text, re.IGNORECASE)
    if twelve:
        return time(int(twelve[1]) % 12 + (12 if twelve[3] in "pP" else 0), int(twelve[2] or 0))
    found = re.fullmatch(r"(\d{1,2}:\d\d(?::\d\d)?)\s*(Z|[+-]\d\d:?\d\d)?", text)
    try:
        return time.fromisoformat(found[1].zfill(5 if len(found[1]) < 6 else 8) + (found[2] or "")) if found else None
    except ValueError:
        return None
