from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bookings.models import Booking
from bookings.outbox.owing import owe
from bookings.signals import booking_changed
from crew.checklists.signals import checklist_changed


@receiver([booking_changed, checklist_changed])
def owe_the_calendar(booking: Booking, at: datetime, **_: Any) -> None:
    """Owe the entry whatever `tell` says: a calendar is not a person."""
    owe("calendar", booking.code, at=at)
