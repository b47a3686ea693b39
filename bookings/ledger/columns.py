"""Money in import files, by the names people give it in English and Spanish: cells, and lines of free text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bookings.importing.columns import normalise
from bookings.ledger.amounts import Currency, money, parse_money, parse_percent, percent

HEADERS: Mapping[str, str] = {
    "charter": "revenue, revenues, charter price, charter fee, price, rate, fee, ingreso, ingresos, precio, "
    "precio del charter, tarifa, importe",
    "total": "total price, grand total, precio total, importe total",
    "extra": "extras, add ons, addons, adicionales",
    "discount": "discounts, descuento, descuentos, rebaja",
    "tax": "taxes, sales tax, vat, impuesto, impuestos, iva",
    "gratuity": "tip, tips, propina, propinas",
    "deposit": "deposit paid, deposit received, paid deposit, deposito, deposito pagado, anticipo, anticipo pagado",
    "balance": "balance paid, paid balance, final payment, saldo, saldo pagado, pago final",
    "refund": "refunded, refund paid, reembolso, reembolsado, devolucion",
    "captain_fee": "captain fee, captains fee, captain pay, captain, honorarios del capitan, tarifa del capitan, "
    "pago del capitan, capitan",
    "port": "port fee, port fees, port cost, port costs, dock fee, puerto, tasa de puerto, tarifa de puerto, "
    "costo de puerto, coste de puerto",
    "commission": "commissions, marketplace fee, platform fee, comision, comisiones",
    "other": "other cost, other costs, other expenses, otro, otros, otros costos, otros costes, otros gastos",
    "currency": "moneda, divisa",
}
MAY_BE_PERCENT = {"port", "commission"}
WRITTEN_EITHER_WAY = {"discount", "refund"}
MAY_BE_ZERO = {"captain_fee", "port", "commission", "other"}
PARTS = {"extra", "discount", "tax", "gratuity"}
_FIGURE = re.compile(rf"(?:US)?[$€£]|\b(?:{'|'.join(Currency.values)})\b|[-−]?\d", re.I)


class Figure(NamedTuple):
    """An amount in cents, or hundredths of a percent."""

    cents: int | None
    points: int | None
    currency: str

    def __str__(self) -> str:
        """Say it as the ledger's lines do (`Line.figure`), so that the two can be compared."""
        return f"{self.cents} {self.currency}" if self.points is None else f"{self.points} %"

    @property
    def spoken(self) -> str:
        return money(self.cents or 0, self.currency) if self.points is None else percent(self.points)


@dataclass
class Parsed:
    """What one row of a file says about money.

    `figures` is place → figure, where a place is a column or `text:` and a column; `empty` are columns whose cell
    is there and says nothing; `withheld` is line → reason.
    """

    figures: dict[str, Figure] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    withheld: dict[str, str] = field(default_factory=dict)


NAMES: Mapping[str, str] = {
    normalise(name): column for column, synonyms in HEADERS.items() for name in (column, *synonyms.split(", "))
}


def parse(cells: Mapping[str, str], text: Iterable[str]) -> Parsed:
    """Read cells (column → text) and lines of free text. Raises ValueError naming a column whose cell is unclear.

    A line that is unclear is withheld instead, and so is one that contradicts a cell or an earlier line.
    """
    currency = _currency(cells.get("currency", ""))
    said = {column: _figure(column, raw, currency) for column, raw in cells.items() if _says(column, raw)}
    _resolve_total(said)
    written, withheld = _from_text(text, currency, said)
    parsed = Parsed(withheld=withheld)
    for column in (cells.keys() - {"currency", "total"}) | ({"charter"} if "total" in cells else set()):
        if column not in said or _is_nothing(column, said[column]):
            parsed.empty.add(column)
    for prefix, figures in (("", said), ("text:", written)):
        parsed.figures |= {prefix + name: one for name, one in figures.items() if not _is_nothing(name, one)}
    return parsed


def _from_text(
    text: Iterable[str], currency: str, said: Mapping[str, Figure]
) -> tuple[dict[str, Figure], dict[str, str]]:
    written: dict[str, Figure] = {}
    lines: dict[str, str] = {}
    withheld: dict[str, str] = {}
    for line in text:
        try:
            column, figure = _read_line(line, currency)
        except ValueError as unclear:
            withheld[line] = str(unclear)
            continue
        if column == "total" and "charter" in said:
            column = "charter"
        if said.get(column, written.get(column, figure)) != figure:
            withheld[line] = "Something else is said in the same place."
        elif column not in said:
            written[column], lines[column] = figure, line
    try:
        _resolve_total(written, beside=said.keys())
    except ValueError as unclear:
        del written["total"]
        withheld[lines["total"]] = str(unclear)
    return written, withheld


def _read_line(line: str, currency: str) -> tuple[str, Figure]:
    """Split `Captain fee: 250` at its figure and read both halves. Raises ValueError."""
    found = _FIGURE.search(line)
    column = NAMES.get(normalise(line[: found.start()]), "") if found else ""
    if not found or column in ("", "currency"):
        raise ValueError("Which kind of money this is could not be read.")
    return column, _figure(column, line[found.start() :].strip().rstrip(".;,"), currency)


def _figure(column: str, raw: str, currency: str) -> Figure:
    name = column.replace("_", " ")
    try:
        if column in MAY_BE_PERCENT and "%" in raw:
            return Figure(None, parse_percent(raw), "")
        cents, currency = parse_money(raw, currency=currency)
    except ValueError as unclear:
        raise ValueError(f"{name}: {unclear}") from None
    if cents < 0 and column not in WRITTEN_EITHER_WAY:
        raise ValueError(f"{name}: An amount below zero is unclear here.")
    return Figure(abs(cents), None, currency)


def _resolve_total(said: dict[str, Figure], *, beside: Iterable[str] = ()) -> None:
    """Take a total for the charter's price where nothing else makes it up; it is never counted beside its parts."""
    if "total" in said and "charter" not in said:
        if PARTS & {*said, *beside}:
            raise ValueError(
                "total: The file has parts of it too. Give the charter's own price in a column named price."
            )
        said["charter"] = said["total"]
    said.pop("total", None)


def _currency(raw: str) -> str:
    code = raw.strip().upper()
    if code and code not in Currency.values:
        raise ValueError(f"currency: Write one of {', '.join(Currency.values)}.")
    return code


def _says(column: str, raw: str) -> bool:
    return column != "currency" and bool(raw.strip())


def _is_nothing(column: str, figure: Figure) -> bool:
    """A price of zero is no line. A cost of zero is one: a captain without a fee is not paid by the hour either."""
    return figure.cents == 0 and column not in MAY_BE_ZERO
