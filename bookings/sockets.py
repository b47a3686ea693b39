"""Lists that upper rooms fill in AppConfig.ready(), so that bookings shows and takes what it must not know."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.http import HttpRequest

    from bookings.models import Booking

booking_panels: list[type[Any]] = []
"""Admin inlines (classes) shown on a booking's page. Each brings its own permissions, and a static method
`save_rows(formset, *, by, at)` that writes its rows through its own room's actions."""


brand_panels: list[type[Any]] = []
"""Admin inlines (classes) shown on a brand's page, so that one form adds a brand with all it needs."""


booking_summaries: list[Callable[["Booking", "HttpRequest"], str]] = []
"""Safe HTML shown above the form of a booking's page, "" for nothing: how its crew stands."""


@dataclass(frozen=True)
class CostLine:
    """A cost of one charter that another room knows. `role` is the crew role it pays, "" if none."""

    role: str
    label: str
    amount_cents: int
    currency: str


cost_lines: list[Callable[["Booking"], Iterable[CostLine]]] = []
"""Asked by the ledger's statement: crew.pay answers with agreed rate × hours."""


paid_by_fee: list[Callable[[Collection[int]], set[tuple[int, str]]]] = []
"""Asked by crew.pay: booking pks → (booking pk, role slug) whom the ledger pays by a fee. The ledger answers, without
any amount."""


class ClockWork(Protocol):
    def __call__(self, *, at: datetime) -> object: ...


clock_work: list[ClockWork] = []
"""Called every half minute with the time: what the clock does in other rooms. One that fails holds up no other."""


class ImportColumns(Protocol):
    """Columns of an import file that bookings passes on unread, and free-text lines that it may not keep."""

    names: Mapping[str, str]
    """Normalised header name → canonical column, e.g. {"revenue": "charter", "captain fee": "captain_fee"}."""

    def parse(self, cells: Mapping[str, str], text: Iterable[str]) -> Any:
        """Read the cells (canonical column → raw text) and the lines of money found in free text.

        Raises ValueError, with the column named and no amount repeated, for what cannot be read.
        """

    def apply(self, booking: "Booking", parsed: Any, *, source: str, by: str, at: datetime) -> int:
        """Make the ledger match what was parsed; return how many lines changed. The same again changes none."""


import_columns: list[ImportColumns] = []
