"""What the outbox tells the house."""

from django.dispatch import Signal

delivery_parked = Signal()
"""A delivery was given up: refused, or failed once too often. Sent after it is written down.

Keyword arguments:
    delivery: bookings.outbox.models.Delivery, as claimed
    reason: str, for staff
    at: datetime, aware, when
"""
