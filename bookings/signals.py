"""What the bookings app tells the rest of the house. Received in each app's receivers.py, nowhere else."""

from django.dispatch import Signal

booking_changed = Signal()
"""A booking was made or changed, sent inside the transaction that does it.

Keyword arguments:
    booking: bookings.models.Booking, as just written
    by: str, the actor (`user:…`, `crew:…`, `key:…`, `import:FILE`, `clock`, `outside`)
    at: datetime, aware, when
    tell: bool, False where people are not to be told (an import without --tell): their deliveries are
        recorded as known instead of owed
A receiver does one thing: write an outbox row.
"""
