"""How many of each role a charter needs today: worked out afresh, so that a larger party needs more by itself."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from bookings.models import Booking, Kind
from crew.models import ManningRule, Need

Needed: TypeAlias = Mapping[int, int]
"""Role pk → how many."""


def needed(bookings: Collection[Booking]) -> dict[int, dict[int, int]]:
    """Return booking pk → role pk → count, in two queries for all. What staff said for a charter goes before rules."""
    rules = ManningRule.objects.filter(vessel__in={booking.vessel_id for booking in bookings}).order_by("party_from")
    by_vessel: dict[int, list[ManningRule]] = {}
    for rule in rules:
        by_vessel.setdefault(rule.vessel_id, []).append(rule)
    counts = {booking.pk: _by_rule(booking, by_vessel.get(booking.vessel_id, [])) for booking in bookings}
    for need in Need.objects.filter(booking__in=counts):
        counts[need.booking_id][need.role_id] = need.count
    return counts


def _by_rule(booking: Booking, rules: list[ManningRule]) -> dict[int, int]:
    if booking.kind != Kind.CHARTER:
        return {}
    return {rule.role_id: rule.count for rule in rules if rule.party_from <= booking.party_size}
