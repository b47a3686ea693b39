"""Dates and times as guests read them, in their language: `Saturday 5 December`, `4:15 pm`."""

from datetime import datetime

DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
LONG_DATE = {"en": "{day} {number} {month}", "es": "{day} {number} de {month}"}


def long_date(moment: datetime, language: str) -> str:
    """Say `Saturday 5 December`, or `sábado 5 de diciembre`."""
    day, month = DAYS[language][moment.weekday()], MONTHS[language][moment.month - 1]
    return LONG_DATE[language].format(day=day, number=moment.day, month=month)


def short_date(moment: datetime, language: str) -> str:
    """Say `Sat 5 Dec`, or `sáb 5 dic`."""
    return f"{DAYS[language][moment.weekday()][:3]} {moment.day} {MONTHS[language][moment.month - 1][:3]}"


def clock_time(moment: datetime, language: str) -> str:
    """Say `4:15 pm`, or `16:15` where people count to 24."""
    if language == "en":
        return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"
    return f"{moment:%H:%M}"


def date_and_time(moment: datetime, language: str) -> str:
    """Say `Sat 5 Dec, 4:15 pm`."""
    return f"{short_date(moment, language)}, {clock_time(moment, language)}"
