"""The columns an import file may have, and the names people give them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from bookings.importing.rows import FileError

SYNONYMS: Mapping[str, str] = {
    "reference": "ref, id, uid, booking, booking id, booking reference, booking number, referencia, reserva",
    "code": "booking code, codigo",
    "title": "name of charter, charter, event, event name, summary, titulo, evento",
    "vessel": "boat, yacht, ship, barco, velero, embarcacion",
    "brand": "site, domain, website, marca, sitio",
    "date": "day, charter date, event date, start date, fecha, dia",
    "start": "starts, start time, starts at, from, begin, begins, time, event time, inicio, hora, hora de inicio",
    "end": "ends, end time, ends at, until, to, finish, fin, hora de fin",
    "stage": "status, state, etapa, estado",
    "kind": "type, tipo",
    "party_size": "guests, pax, party, people, passengers, headcount, size, invitados, personas, pasajeros",
    "client_name": "client, customer, customer name, guest name, lead guest, contact, name, cliente, nombre",
    "client_email": "email, e mail, mail, customer email, guest email, correo, correo electronico",
    "client_phone": "phone, mobile, tel, telephone, customer phone, guest phone, telefono, movil",
    "client_language": "language, lang, idioma",
    "guest_notes": "notes for guests, guest note, notas para invitados",
    "crew_notes": "notes for crew, crew note, notas para la tripulacion",
    "internal_notes": "notes, note, office notes, comments, remarks, notas, comentarios",
    "slug": "address, page, web address, direccion",
    "source": "channel, marketplace, origin, origen",
}


def normalise(name: str) -> str:
    """Reduce a header to words: no case, accents, underscores or punctuation. "Crew_Notes " is "crew notes"."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", bare.replace("'", "").replace("’", "")))


COLUMNS = {normalise(name): column for column, synonyms in SYNONYMS.items() for name in (column, *synonyms.split(", "))}
"""Normalised header → column."""


def place(headers: Sequence[str], money_names: Mapping[str, str]) -> tuple[list[str], list[str], list[str]]:
    """Tell for each header its column and its column of money ("" where it is none), and list those that are neither.

    `money_names` is normalised header → the ledger's column. Raises FileError where two headers mean one column.
    """
    known = [COLUMNS.get(normalise(header), "") for header in headers]
    money = [
        "" if column else money_names.get(normalise(header), "") for header, column in zip(headers, known, strict=True)
    ]
    for column in {*known, *money} - {""}:
        if (known + money).count(column) > 1:
            doubles = [header for header, *both in zip(headers, known, money, strict=True) if column in both]
            raise FileError(f"The columns {' and '.join(doubles)} mean the same ({column}). Keep one.")
    ignored = [header for header, *both in zip(headers, known, money, strict=True) if header.strip() and not any(both)]
    return known, money, ignored
