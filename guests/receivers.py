"""What guests are owed when a booking changes."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bookings.messages.settling import settling
from bookings.models import Booking
from bookings.outbox.owing import know, owe
from bookings.signals import booking_changed


@receiver(booking_changed)
def owe_page(booking: Booking, at: datetime, **_: Any) -> None:
    owe("guest_page", booking.code, at=at)


@receiver(booking_changed)
def owe_notice(booking: Booking, at: datetime, tell: bool, **_: Any) -> None:
    if tell:
        owe("guest_notice", booking.code, at=at, **settling(booking, at))
    else:
        know("guest_notice", booking.code, at=at)
