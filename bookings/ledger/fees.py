"""Who is paid by a fee of the ledger's, and so not by the hour. No amounts leave here."""

from collections.abc import Collection

from bookings.ledger.models import Cost, Spent
from bookings.ledger.statement import CAPTAIN


def paid_by_fee(bookings: Collection[int]) -> set[tuple[int, str]]:
    """Return (booking pk, role slug) of those whom the ledger pays."""
    fees = Cost.objects.filter(kind=Spent.CAPTAIN_FEE, booking__in=bookings)
    return {(booking, CAPTAIN) for booking in fees.values_list("booking", flat=True)}
