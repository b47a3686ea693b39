"""A guest whom no message reaches."""

from datetime import timedelta

import pytest

from bookings.duty.models import Alarm
from bookings.messages.models import Channel, Message
from bookings.messages.signals import message_settled
from bookings.models import Booking
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db
EVE = NOON - timedelta(hours=20)


@pytest.fixture
def booking() -> Booking:
    return make.booking(client=make.client(name="Nora Quist"))


def settled(booking: Booking, *, reached: bool, at: object = EVE) -> None:
    key = f"guest_notice:{booking.code}:3"
    message, _ = Message.objects.get_or_create(
        key=key, defaults={"about": booking.code, "channel": Channel.EMAIL, "to": "nora@example.com", "created_at": EVE}
    )
    message_settled.send(Message, message=message, reached=reached, at=at)


def ringing() -> list[str]:
    return list(Alarm.objects.ringing().values_list("words", flat=True))


def test_within_a_day_of_boarding_somebody_is_to_call_them(booking: Booking) -> None:
    settled(booking, reached=False)
    assert ringing() == ["No message reaches the lead guest. Call Nora Quist, +1 619-555-0123."]


def test_earlier_nobody_is_rung_for_it(booking: Booking) -> None:
    settled(booking, reached=False, at=NOON - timedelta(hours=48))
    assert ringing() == []


def test_a_message_that_arrives_after_all_ends_it(booking: Booking) -> None:
    settled(booking, reached=False)
    settled(booking, reached=True)
    assert ringing() == []
