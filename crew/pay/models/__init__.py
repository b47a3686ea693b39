"""What people earn, and are paid. Read only through the person, the SCC payload and the ledger's statement."""

from crew.pay.models.rates import AgreedRate, Rate
from crew.pay.models.worked import (
    LONGEST_MINUTES,
    NOTE_LENGTH,
    QUARTER_MINUTES,
    Hours,
    HoursQuerySet,
    PayLine,
    PayRun,
)

__all__ = [
    "LONGEST_MINUTES",
    "NOTE_LENGTH",
    "QUARTER_MINUTES",
    "AgreedRate",
    "Hours",
    "HoursQuerySet",
    "PayLine",
    "PayRun",
    "Rate",
]
