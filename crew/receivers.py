from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bookings.messages.settling import settling
from bookings.models import Booking
from bookings.outbox.owing import know, owe
from bookings.signals import booking_changed


@receiver(booking_changed)
def owe_crew_notices(booking: Booking, at: datetime, tell: bool, **_: Any) -> None:
    if tell:
        owe("crew_notice", booking.code, at=at, **settling(booking, at))
    else:
        know("crew_notice", booking.code, at=at)
