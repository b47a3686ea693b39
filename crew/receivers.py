from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bookings.messages.models import Message
from bookings.messages.settling import settling
from bookings.messages.signals import message_settled
from bookings.models import Booking
from bookings.outbox.models import Delivery
from bookings.outbox.owing import know, owe
from bookings.outbox.signals import delivery_parked
from bookings.signals import booking_changed
from crew import actions, unreached
from crew.models import CallingPause


@receiver(booking_changed)
def owe_crew_notices(booking: Booking, at: datetime, tell: bool, **_: Any) -> None:
    if tell:
        owe("crew_notice", booking.code, at=at, **settling(booking, at))
    else:
        know("crew_notice", booking.code, at=at)


@receiver(booking_changed)
def owe_the_calling(booking: Booking, by: str, at: datetime, tell: bool, **_: Any) -> None:
    """Settled like messages: staff who have just saved a charter may be choosing its crew. An import calls nobody."""
    if not tell and booking.version == 1:
        CallingPause.objects.get_or_create(booking=booking, defaults={"by": by, "at": at})
    owe("crew_calling", booking.code, at=at, **settling(booking, at))


@receiver(message_settled)
def note_who_was_not_reached(message: Message, reached: bool, at: datetime, **_: Any) -> None:
    if not reached:
        for place in unreached.places(message):
            actions.not_reached(place, at=at)


@receiver(delivery_parked)
def note_whom_nothing_could_be_sent(delivery: Delivery, at: datetime, **_: Any) -> None:
    if delivery.target == "crew_notice":
        for place in unreached.place_of(delivery.booking_code, delivery.recipient):
            actions.not_reached(place, at=at)
