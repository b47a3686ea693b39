from datetime import datetime
from typing import Any

from django.dispatch import receiver

from bookings.duty.actions import raise_alarm
from bookings.outbox.models import Delivery
from bookings.outbox.signals import delivery_parked
from bookings.outbox.targets import targets

TO_PEOPLE = ("crew_notice", "guest_notice")


@receiver(delivery_parked)
def ring_about_a_parked_message(delivery: Delivery, at: datetime, **_: Any) -> None:
    """Have someone call whom no message reached."""
    if delivery.target in TO_PEOPLE:
        names = targets()[delivery.target].names({delivery.recipient} - {""})
        whom = names.get(delivery.recipient, "the lead guest")
        words = f"A message to {whom} could not be sent. Call them; the reason stands with the delivery."
        raise_alarm(f"parked:{delivery.target}:{delivery.recipient}", about=delivery.booking_code, words=words, at=at)
