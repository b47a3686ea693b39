"""A file's bytes, made rows by its kind."""

from datetime import datetime
from pathlib import PurePath

from bookings import sockets
from bookings.importing import csv_rows, ics_rows
from bookings.importing.rows import MAX_BYTES, FileError, Row


def read(name: str, content: bytes, *, at: datetime) -> tuple[list[Row], list[str]]:
    """Return the rows of a .csv or .ics file and the headers that mean nothing to us. Raises FileError."""
    if len(content) > MAX_BYTES:
        raise FileError(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Split it and import the parts.")
    if not content.strip():
        raise FileError("The file is empty.")
    match PurePath(name).suffix.lower():
        case ".csv":
            names = {header: column for columns in sockets.import_columns for header, column in columns.names.items()}
            return csv_rows.read(content, money_names=names)
        case ".ics":
            return ics_rows.read(content, at=at), []
    raise FileError("Only .csv and .ics files can be imported.")
