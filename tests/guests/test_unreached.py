"""A guest whom no message reaches."""

from datetime import datetime, timedelta

import pytest

from bookings import actions
from bookings.duty.models import Alarm
from bookings.messages.models import Channel, Message, Outcome, Reason
from bookings.messages.outcomes import settle
from bookings.messages.reach import give_up_on
from bookings.models import Booking, Vessel
from tests import make
from tests.guests import build
from tests.make import NOON, STAFF

pytestmark = pytest.mark.django_db
EVE = NOON - timedelta(hours=20)
CALL = "No message reaches the lead guest. Call Nora Quist, +1 619-555-0123."


@pytest.fixture
def booking() -> Booking:
    """A charter on the eve of it, told by e-mail and text message."""
    made = build.charter(client=make.client(agreed_to_sms=True))
    build.notify(EVE)
    return made


def news(channel: Channel, outcome: Outcome, at: datetime = EVE) -> None:
    settle(Message.objects.filter(channel=channel).latest("pk"), outcome, at=at)


def tell_another_dock(booking: Booking) -> None:
    Vessel.objects.update(dock="Pier 2")
    actions.announce(Booking.objects.filter(pk=booking.pk), by=STAFF, at=EVE)
    build.notify(EVE)


def ringing() -> list[str]:
    return list(Alarm.objects.ringing().values_list("words", flat=True))


def test_within_a_day_of_boarding_somebody_is_to_call_whom_neither_way_reaches(booking: Booking) -> None:
    news(Channel.EMAIL, Outcome.BOUNCED)
    assert ringing() == []
    news(Channel.SMS, Outcome.UNDELIVERED)
    assert ringing() == [CALL]


def test_who_says_stop_counts_as_not_reached_at_once() -> None:
    build.charter(client=make.client(email="", agreed_to_sms=True))
    build.notify(EVE)
    news(Channel.SMS, Outcome.OPTED_OUT)
    assert ringing() == [CALL]


def test_earlier_nobody_is_rung_for_it(booking: Booking) -> None:
    news(Channel.EMAIL, Outcome.BOUNCED, at=NOON - timedelta(hours=48))
    news(Channel.SMS, Outcome.UNDELIVERED, at=NOON - timedelta(hours=48))
    assert ringing() == []


def test_a_message_that_arrives_after_all_ends_it(booking: Booking) -> None:
    news(Channel.SMS, Outcome.UNDELIVERED)
    news(Channel.EMAIL, Outcome.BOUNCED)
    news(Channel.SMS, Outcome.DELIVERED)
    assert ringing() == []


def test_an_older_notice_says_nothing_of_the_newer(booking: Booking) -> None:
    older = list(Message.objects.all())
    tell_another_dock(booking)
    for message in older:
        settle(message, Outcome.UNDELIVERED, at=EVE)
    assert (Message.objects.count(), ringing()) == (4, [])


def test_where_every_address_refuses_the_message_is_parked_and_somebody_called(booking: Booking) -> None:
    Message.objects.all().delete()
    for address, channel in (("nora@example.com", Channel.EMAIL), ("+16195550123", Channel.SMS)):
        give_up_on(address, channel=channel, reason=Reason.BOUNCED, at=EVE)
    tell_another_dock(booking)
    assert ringing() == [
        "A message to the lead guest could not be sent. Call them; the reason stands with the delivery."
    ]
