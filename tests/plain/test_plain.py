import time

import pytest

from bookings.plain import money_lines, without_money
from bookings.plain.numbers import in_digits

MONEY = [
    "Revenue: $840.75",
    "Captain fee: 250",
    "captain's fee 250.00",
    "Fee.....250",
    "fee = 250",
    "Ingresos: 840,75 €",
    "Deposit paid 200",
    "Deposit (paid) 200",
    "Deposit paid 12/5: 200",
    "200 deposit",
    "paid in full: 1,200",
    "Balance due: 640.75",
    "Total 840",
    "owes 300",
    "Other costs: 150",
    "Port 18%",
    "USD 1,200",
    "MX$500",
    "1.5k$",
    "bring $20 for parking",
    "＄840",
    "tarifa del capitán 250",
    "TARIFA DEL CAPITÁN: 250",
    "50 de propina",
    "Depósito pagado: 200,00",
    "comisión 12 %",
    "200 dólares",
    "2 mil pesos",
]
HARMLESS = [
    "16:30",
    "Boarding 16:30, charter to 19:30",
    "12 guests",
    "Total guests: 12",
    "Total: 12 guests",
    "Total de invitados: 30",
    "pier 250",
    "Muelle 250, puerta 4",
    "deposit your bags at pier 250",
    "619-555-0123",
    "+1 (619) 555-0123",
    "Call 619 555 0123",
    "code 4521",
    "Código 4521",
    "Gate code 4521, deposit box by the door",
    "2026-12-05",
    "paid by 12/05/2026",
    "deposit due 2026-12-01",
    "total: 16:30",
    "fee waived",
    "Gratuity welcome",
    "Cake for 20",
    "port side, 30 ft",
    "Charge phones at 110 V",
    "18% chance of rain",
    "Cargo net on deck",
]


@pytest.mark.parametrize("line", MONEY)
def test_line_with_an_amount_is_money(line: str) -> None:
    assert money_lines(line) == [line]


@pytest.mark.parametrize("line", HARMLESS)
def test_line_without_an_amount_is_harmless(line: str) -> None:
    assert money_lines(line) == []


def test_lines_of_money_are_taken_out_whole() -> None:
    text = "Bring a cake\nRevenue: $840.75\n\n\nQuiet music"
    assert without_money(text) == ("Bring a cake\n\nQuiet music", ["Revenue: $840.75"])


def test_label_and_amount_on_two_lines_go_as_one() -> None:
    assert without_money("Captain fee:\n250\nBring a cake") == ("Bring a cake", ["Captain fee: 250"])


def test_text_without_money_comes_back_as_it_was() -> None:
    assert without_money("  12 guests \n\n\n\n pier 250\n") == ("  12 guests \n\n\n\n pier 250\n", [])


def test_small_amount_on_the_line_after_its_label_goes_with_it() -> None:
    assert without_money("Tip:\n5\nBring a cake") == ("Bring a cake", ["Tip: 5"])


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("two hundred and fifty", "250"),
        ("doscientos cincuenta", "250"),
        ("8 hundred", "800"),
        ("mil doscientos", "1200"),
        ("two thousand three hundred", "2300"),
        ("ciento veinticinco mil", "125000"),
        ("treinta y cinco", "35"),
        ("forty-five", "45"),
        ("one hundred and one", "101"),
        ("18 por ciento", "18 por ciento"),
        ("one of us, a few more", "one of us, a few more"),
    ],
)
def test_numbers_in_words_become_digits(words: str, digits: str) -> None:
    assert in_digits(words) == digits


@pytest.mark.parametrize("piece", ["9%", "1,2", "tax ", "fee '", "#'", "12 ", "two hundred "])
def test_endless_line_is_read_in_little_time(piece: str) -> None:
    started = time.process_time()
    money_lines(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 2
