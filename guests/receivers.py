"""What guests are owed when a booking changes."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bookings.messages.models import Message
from bookings.messages.settling import settling
from bookings.messages.signals import message_settled
from bookings.models import Booking
from bookings.outbox.owing import know, owe
from bookings.signals import booking_changed
from guests import unreached
from guests.models import Photo


@receiver(booking_changed)
def owe_page(booking: Booking, at: datetime, **_: Any) -> None:
    owe("guest_page", booking.code, at=at)


@receiver(booking_changed)
def owe_photos(booking: Booking, at: datetime, **_: Any) -> None:
    if Photo.objects.of(booking.code).exists():
        owe("guest_photo", booking.code, at=at)


@receiver(booking_changed)
def owe_notice(booking: Booking, at: datetime, tell: bool, **_: Any) -> None:
    if tell:
        owe("guest_notice", booking.code, at=at, **settling(booking, at))
    else:
        know("guest_notice", booking.code, at=at)


@receiver(message_settled)
def note_who_was_not_reached(message: Message, reached: bool, at: datetime, **_: Any) -> None:
    unreached.note(message, reached=reached, at=at)
