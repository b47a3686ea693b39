"""What follows when no message reaches the lead guest: within a day of boarding, someone has to call them."""

from datetime import datetime, timedelta

from bookings.duty.actions import raise_alarm, settle
from bookings.messages.models import Message
from bookings.models import Booking

SOON = timedelta(hours=24)
KEY = "unreached:guest"


def note(message: Message, *, reached: bool, at: datetime) -> None:
    """Have the duty phone ring about a guest who sails within a day, and stop when a message arrives after all."""
    carried = message.keys()
    codes = [key.split(":")[1] for key in carried if key.startswith("guest_notice:")]
    for booking in Booking.objects.filter(code__in=codes, ends_at__gt=at).select_related("client"):
        if reached:
            settle(KEY, about=booking.code, at=at)
        elif booking.client and booking.boards_at <= at + SOON:
            phone = f", {booking.client.phone.as_international}" if booking.client.phone else ""
            words = f"No message reaches the lead guest. Call {booking.client.name[:60]}{phone}."
            raise_alarm(KEY, about=booking.code, words=words, at=at)
