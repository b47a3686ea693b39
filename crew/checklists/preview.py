"""A checklist in brief: its first items for a message, its progress for the calendar."""

from collections import defaultdict
from collections.abc import Collection

from bookings.models import Booking
from crew.checklists.lists import items_of
from crew.checklists.models import TemplateItem, Tick
from crew.models import Assignment

FIRST_FEW = 5


def preview(assignment: Assignment) -> list[str]:
    """Return the first few items, in words, for a message."""
    return [item.readable for item in items_of(assignment)[:FIRST_FEW]]


def progress(bookings: Collection[Booking]) -> dict[int, tuple[int, int]]:
    """Return booking pk → (done, of), in the same three queries for all.

    A role's items count while somebody who has not declined sails in it.
    """
    roles: dict[int, set[int]] = defaultdict(set)
    sailing = Assignment.objects.filter(booking__in=bookings).not_declined()
    for booking_id, role_id in sailing.order_by().values_list("booking_id", "role_id"):
        roles[booking_id].add(role_id)
    items = list(TemplateItem.objects.for_charters(bookings))
    ticks = Tick.objects.filter(booking__in=bookings).that_hold()
    ticked = {(tick.booking_id, tick.item_id) for tick in ticks if tick.ticked}
    return {booking.pk: _count(booking, items, roles[booking.pk], ticked) for booking in bookings}


def _count(
    booking: Booking, items: list[TemplateItem], roles: set[int], ticked: set[tuple[int, int]]
) -> tuple[int, int]:
    listed = [item for item in items if item.fits(booking, roles) and item.stands_for(booking)]
    return sum((booking.pk, item.pk) in ticked for item in listed), len(listed)
