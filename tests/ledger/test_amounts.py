import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.ledger.amounts import decimal, money, parse_money, parse_number, parse_percent, percent


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("840.75", (84075, "USD")),
        ("$1,234.56", (123456, "USD")),
        ("US$ 20", (2000, "USD")),
        ("USD 840.75", (84075, "USD")),
        ("840.75 usd", (84075, "USD")),
        ("1.234,56 €", (123456, "EUR")),
        ("£1,234", (123400, "GBP")),
        ("1 234,50", (123450, "USD")),
        ("1'234.50", (123450, "USD")),
        ("1.234.567,00", (123456700, "USD")),
        ("840,75", (84075, "USD")),
        ("840.5", (84050, "USD")),
        ("-50", (-5000, "USD")),
        ("$ 20 MXN", (2000, "MXN")),
    ],
)
def test_money_is_read(text: str, read: tuple[int, str]) -> None:
    assert parse_money(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "about 200",
        "1.234",
        "1,23,456",
        "1,2345",
        "12.345,6.7",
        "200-300",
        "$ 5 €",
        "1e5",
        "٣٠",
        "5 XYZ",
        "1,234,56",
    ],
)
def test_unclear_money_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="amount") as refusal:
        parse_money(text)
    assert not text or text not in str(refusal.value)


def test_bare_dollar_takes_the_currency_around_it() -> None:
    assert parse_money("$20", currency="CAD") == (2000, "CAD")


def test_another_currency_than_the_one_around_it_is_refused() -> None:
    with pytest.raises(ValueError, match="another currency"):
        parse_money("20 €", currency="USD")


@given(st.integers(-(10**11), 10**11))
def test_written_amounts_read_back(cents: int) -> None:
    assert parse_number(decimal(cents)) == cents
    assert parse_money(money(abs(cents), "EUR")) == (abs(cents), "EUR")


@pytest.mark.parametrize(
    ("text", "points"), [("18 %", 1800), ("18%", 1800), ("12.5 %", 1250), ("7,25%", 725), ("100%", 10000)]
)
def test_percent_is_read(text: str, points: int) -> None:
    assert parse_percent(text) == points


@pytest.mark.parametrize("text", ["18", "0 %", "101 %", "1.234 %", "-5 %", "% 5"])
def test_unclear_percent_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a percentage"):
        parse_percent(text)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (money(84075, "USD"), "$840.75"),
        (money(123456, "USD"), "$1,234.56"),
        (money(-5000, "USD"), "−$50.00"),
        (money(84075, "CAD"), "840.75 CAD"),
        (percent(1800), "18 %"),
        (percent(1250), "12.5 %"),
        (percent(1000), "10 %"),
    ],
)
def test_amounts_are_written_for_people(written: str, read: str) -> None:
    assert written == read
