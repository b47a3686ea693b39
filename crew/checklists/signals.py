"""What checklists tell the rest of the house."""

from django.dispatch import Signal

checklist_changed = Signal()
"""Items of one charter were ticked, or ticks taken back; sent inside the transaction that does it.

Keyword arguments:
    booking: bookings.models.Booking
    by: str, the actor
    at: datetime, aware, when we took them
A receiver does one thing: write an outbox row.
"""
