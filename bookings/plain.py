"""Money in free text, English and Spanish: which lines hold an amount, so that they can go to the ledger instead.

One table, `RULES`. Text is matched without accents and in lower case, line by line; a line is taken out whole, because
half a line about money is still about money. Times, headcounts, piers, codes, dates and telephone numbers stay.
"""

import re
import unicodedata

AMOUNT = r"(?:\d{1,3}(?:[., ']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?:\s?(?:k|mil)\b)?"
SYMBOL = r"(?:(?:us|mx|ca?|a)?\s?\$|€|£)"
CURRENCY = r"(?:usd|eur|mxn|gbp|cad|dolla?rs?|dolares?|bucks|euros?|pesos?|pounds|libras)"

WORD = (
    r"(?:revenues?|income|price|fees?|deposits?|balance|subtotal|total|paid|prepaid|charged?|surcharge|costs?"
    r"|tips?|gratuity|gratuities|commission|refund(?:ed)?|invoiced?|owe[sd]?|owing|wages?|salary|payout|payment|earnings"
    r"|ingresos?|precio|tarifas?|honorarios|deposito|anticipo|adelanto|saldo|pagado|pagos?|pago|abonado|cobrado|cobro"
    r"|cargo|coste?s?|costos?|propinas?|comision|reembolso|factura|sueldo|salario|importe|monto)"
)
BRIDGE = (
    r"(?:captains?|crew|port|charter|deposit|other|total|due|paid|received|owed|remaining|outstanding|sent|of|is|was|for"
    r"|the|to|in|full|del?|la|el|los|capitan|tripulacion|puerto|pagado|pendiente|recibido|es|fue|en|por"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?)"
)
"""Words, and a date, that may stand between a word of money and its amount."""

COUNTED = (
    r"(?:guests?|pax|people|persons?|passengers?|adults?|kids|child(?:ren)?|crew|hours?|hrs?|h|minutes?|mins?|days?|am|pm"
    r"|invitados?|personas?|pasajeros?|adultos?|ninos?|horas?|minutos?|dias?|noches?|nights?|knots?|nudos?|ft|feet|m)\b"
)
"""Nouns that make the number before them a count, not an amount."""

PART = r"(?<![\w:/,#+-])(?<!\d\.)"  # a number's beginning that is no time, date, slip or telephone number …
WHOLE = rf"(?![\d:/]|[.,-]\d|\s?{COUNTED})"  # … and such an end
NAMED = "".join(rf"(?<!\b{noun} )" for noun in ("pier", "slip", "dock", "code", "gate", "muelle", "codigo", "puerta"))

RULES = tuple(
    re.compile(rule)
    for rule in (
        rf"{SYMBOL}\s?\d",  # $840.75, US$ 20, € 5
        rf"\b{CURRENCY}\s?{AMOUNT}\b",  # USD 1,200
        rf"{PART}{AMOUNT}\s?(?:{SYMBOL}|{CURRENCY}\b)",  # 840,75 €, 1.5k$, 200 dollars
        rf"\b{WORD}(?:\W{{1,3}}{BRIDGE}\b){{0,4}}\W{{0,9}}{PART}{AMOUNT}{WHOLE}",  # Captain fee: 250, deposit paid 200
        rf"{PART}{NAMED}{AMOUNT}\s(?:{BRIDGE}\s){{0,2}}{WORD}\b",  # 200 deposit, 50 de propina
        rf"\b(?:{WORD}|port|puerto|tax|impuestos?|discount|descuento)\b\D{{0,12}}\d+(?:[.,]\d+)?\s?%",  # Port: 18 %
    )
)
LABEL_ALONE = re.compile(rf"\W*(?:\w+\W+){{0,2}}{WORD}\W*")
AMOUNT_ALONE = re.compile(rf"\W*{AMOUNT}\W*")


def money_lines(text: str) -> list[str]:
    """Return the lines of `text` that hold an amount of money, stripped, in order."""
    return without_money(text)[1]


def without_money(text: str) -> tuple[str, list[str]]:
    """Return the text without its lines of money, and those lines.

    A label on one line with its amount on the next goes as one line. Text without money comes back as it was.
    """
    kept: list[str] = []
    taken: list[str] = []
    for line in text.splitlines():
        if _is_money(line):
            taken.append(line.strip())
        elif kept and LABEL_ALONE.fullmatch(_plain(kept[-1])) and AMOUNT_ALONE.fullmatch(_plain(line)):
            taken.append(f"{kept.pop().strip()} {line.strip()}")
        else:
            kept.append(line)
    return (re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() if taken else text), taken


def _is_money(line: str) -> bool:
    plain = _plain(line)
    return any(rule.search(plain) for rule in RULES)


def _plain(line: str) -> str:
    """Lower case without accents or invisible characters: "Depósito" reads as "deposito", "＄" as "$"."""
    spread = unicodedata.normalize("NFKD", line.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char) and unicodedata.category(char) != "Cf")
