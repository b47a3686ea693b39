"""What the crew app tells the rest of the house, beside bookings.signals.booking_changed."""

from django.dispatch import Signal

assignment_made = Signal()
"""A person was given a place, or another role in it; sent inside the transaction that does it.

Keyword arguments:
    assignment: crew.models.Assignment, as just written
    by: str, the actor
    at: datetime, aware, when
"""
