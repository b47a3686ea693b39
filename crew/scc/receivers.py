from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bookings.models import Booking
from bookings.outbox.models import Delivery
from bookings.outbox.owing import know, owe
from bookings.signals import booking_changed


@receiver(booking_changed)
def owe_the_event(booking: Booking, at: datetime, tell: bool, **_: Any) -> None:
    """Owe the event at once. Where nobody is to be told, only of what SCC was sent before: that has to stay true."""
    sent = Delivery.objects.of("scc", booking.code).filter(wanted__gt=0)
    if tell or sent.exists():
        owe("scc", booking.code, at=at)
    else:
        know("scc", booking.code, at=at)
