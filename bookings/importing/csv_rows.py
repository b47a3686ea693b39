"""CSV files, as spreadsheets and booking systems write them: rows."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from bookings.importing import cells
from bookings.importing.columns import place
from bookings.importing.rows import FileError, Row, RowError, require_few

TIMES = ("date", "start", "end")


def read(content: bytes, *, money_names: Mapping[str, str]) -> tuple[list[Row], list[str]]:
    """Read a CSV file: its rows, good and bad, and the headers that mean nothing to us.

    UTF-8 with or without a byte order mark, or Latin-1; separated by comma, semicolon or tab. Raises FileError.
    """
    text = _decode(content)
    lines = _records(text)
    try:
        _, headers = next(lines)
    except StopIteration:
        raise FileError("The file is empty.") from None
    known, money, ignored = place(headers, money_names)
    missing = [column for column in ("reference", "start") if column not in known]
    if missing:
        raise FileError(f"The first line must name the columns, and has none named {' or '.join(missing)}.")
    rows: list[Row] = []
    for line, record in lines:
        if any(cell.strip() for cell in record):
            rows.append(_row(line, record, known, money))
            require_few(len(rows))
    if not rows:
        raise FileError("The file names its columns, but no booking follows.")
    return rows, ignored


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it begins on: a quoted cell may go over several."""
    head = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), skipinitialspace=True)
    began = 1
    try:
        for record in reader:
            if record:
                yield began, record
            began = reader.line_num + 1
    except csv.Error:
        raise FileError(f"Line {began} cannot be read: a quotation mark is missing, or a cell is too long.") from None


def _row(line: int, record: Sequence[str], known: Sequence[str], money: Sequence[str]) -> Row:
    texts = [cells.clean(cell) for cell in record]
    said = {column: text for column, text in zip(known, texts, strict=False) if column}
    amounts = {column: text for column, text in zip(money, texts, strict=False) if column}
    reference = said.pop("reference", "")
    try:
        if len(record) > len(known) and any(texts[len(known) :]):
            raise RowError("There are more cells than columns: is a separator inside a cell without quotation marks?")
        if not reference:
            raise RowError("reference: is empty, so a second import could not know this booking again.")
        reference = cells.read("reference", reference)
        starts, ends = cells.span(*(said.get(column, "") for column in TIMES))
        facts = {column: cells.read(column, text) for column, text in said.items() if column not in TIMES}
    except RowError as error:
        return Row(line, reference[:255], error=str(error))
    source = facts.pop("source", "") or "csv"
    return Row(line, reference, source, facts | {"starts": starts, "ends": ends}, amounts)
