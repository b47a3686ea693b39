from collections.abc import Iterable, Mapping
from datetime import datetime

from bookings.models import Booking


class NotedMoney:
    """Takes a file's money as the ledger does, and notes it."""

    names: Mapping[str, str] = {"revenue": "charter", "captain fee": "captain_fee"}

    def __init__(self) -> None:
        self.noted: dict[str, tuple[dict[str, str], list[str]]] = {}

    def parse(self, cells: Mapping[str, str], text: Iterable[str]) -> tuple[dict[str, str], list[str]]:
        if "lots" in cells.values():
            raise ValueError("revenue: an amount is wanted.")
        return dict(cells), list(text)

    def apply(
        self, booking: Booking, parsed: tuple[dict[str, str], list[str]], *, source: str, by: str, at: datetime
    ) -> int:
        changed = self.noted.get(booking.external_ref) != parsed
        self.noted[booking.external_ref] = parsed
        return int(changed)
