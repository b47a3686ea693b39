from collections.abc import Mapping

import pytest

from bookings.ledger.columns import NAMES, parse


def figures(cells: Mapping[str, str], *text: str) -> dict[str, str]:
    return {place: str(figure) for place, figure in parse(cells, text).figures.items()}


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("revenue", "charter"),
        ("charter price", "charter"),
        ("price", "charter"),
        ("total", "total"),
        ("captains fee", "captain_fee"),
        ("port cost", "port"),
        ("tip", "gratuity"),
        ("other costs", "other"),
        ("ingresos", "charter"),
        ("honorarios del capitan", "captain_fee"),
        ("deposito", "deposit"),
        ("propina", "gratuity"),
        ("moneda", "currency"),
    ],
)
def test_headers_are_known_by_their_common_names(header: str, column: str) -> None:
    assert NAMES[header] == column


def test_names_are_normalised() -> None:
    assert [name for name in NAMES if not name.replace(" ", "").isascii() or name != name.lower() or "_" in name] == []


def test_cells_are_read() -> None:
    cells = {"charter": "$840.75", "captain_fee": "250", "port": "18 %", "deposit": "200.00", "currency": "usd"}
    read = {"charter": "84075 USD", "captain_fee": "25000 USD", "port": "1800 %", "deposit": "20000 USD"}
    assert figures(cells) == read


def test_cell_that_is_unclear_is_refused_with_its_column() -> None:
    with pytest.raises(ValueError, match=r"^captain fee: This is not an amount\. Write it like 840\.75\.$"):
        parse({"captain_fee": "ca. 777"}, [])


@pytest.mark.parametrize("column", ["charter", "tax", "deposit", "other"])
def test_only_port_and_commission_may_be_a_percentage(column: str) -> None:
    with pytest.raises(ValueError, match=rf"^{column}: "):
        parse({column: "18 %"}, [])


def test_discount_and_refund_are_read_with_or_without_a_minus() -> None:
    assert figures({"discount": "-50", "refund": "-20.00"}) == {"discount": "5000 USD", "refund": "2000 USD"}


def test_charge_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^charter: An amount below zero"):
        parse({"charter": "-50"}, [])


def test_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^currency: "):
        parse({"currency": "doubloons"}, [])


def test_amounts_take_the_currency_of_their_row() -> None:
    assert figures({"charter": "840,75", "currency": "EUR"}) == {"charter": "84075 EUR"}


def test_total_alone_is_the_price() -> None:
    assert figures({"total": "840.75"}) == {"charter": "84075 USD"}


def test_total_beside_the_price_is_not_counted_again() -> None:
    assert figures({"total": "920.75", "charter": "840.75", "tax": "80"}) == {"charter": "84075 USD", "tax": "8000 USD"}


def test_total_beside_parts_without_a_price_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^total: "):
        parse({"total": "920.75", "tax": "80"}, [])


def test_empty_and_zero_cells_are_empty_but_a_fee_of_zero_is_a_fee() -> None:
    parsed = parse({"charter": "", "deposit": "0", "captain_fee": "0"}, [])
    assert (parsed.empty, list(parsed.figures)) == ({"charter", "deposit"}, ["captain_fee"])


@pytest.mark.parametrize(
    ("line", "place", "figure"),
    [
        ("Revenue: $840.75", "charter", "84075 USD"),
        ("Captain fee: 250", "captain_fee", "25000 USD"),
        ("captain’s fee - 250.00", "captain_fee", "25000 USD"),
        ("Deposit paid $200", "deposit", "20000 USD"),
        ("* Port 18%", "port", "1800 %"),
        ("Ingresos: 840,75 €", "charter", "84075 EUR"),
        ("Depósito pagado: USD 200.", "deposit", "20000 USD"),
        ("Propina = 50", "gratuity", "5000 USD"),
    ],
)
def test_lines_of_text_are_read_by_the_same_names(line: str, place: str, figure: str) -> None:
    assert figures({}, line) == {f"text:{place}": figure}


@pytest.mark.parametrize(
    "line",
    ["Revenue: plenty", "Balance due: $640", "bring $20 for parking", "Deposit: 200 paid 3 Dec", "$ 200", "Tax 8%"],
)
def test_line_that_cannot_be_read_is_withheld_whole(line: str) -> None:
    parsed = parse({}, [line])
    assert (parsed.figures, list(parsed.withheld)) == ({}, [line])


def test_line_that_repeats_a_cell_is_not_counted_again() -> None:
    parsed = parse({"charter": "840.75"}, ["Revenue: $840.75", "Total: 840.75"])
    assert (list(parsed.figures), parsed.withheld) == (["charter"], {})


def test_line_that_contradicts_a_cell_is_withheld() -> None:
    parsed = parse({"charter": "840.75"}, ["Revenue: $900"])
    assert (list(parsed.figures), list(parsed.withheld)) == (["charter"], ["Revenue: $900"])


def test_second_line_that_contradicts_the_first_is_withheld() -> None:
    parsed = parse({}, ["Deposit: 200", "Deposit: 300"])
    assert ({place: one.cents for place, one in parsed.figures.items()}, list(parsed.withheld)) == (
        {"text:deposit": 200_00},
        ["Deposit: 300"],
    )


def test_total_line_beside_parts_is_withheld() -> None:
    parsed = parse({"tax": "80"}, ["Total: 920.75"])
    assert (list(parsed.figures), list(parsed.withheld)) == (["tax"], ["Total: 920.75"])
