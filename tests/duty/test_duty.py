"""Alarms: raised once, ringing every quarter of an hour, until someone takes them or the cause is gone."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bookings.duty import actions
from bookings.duty.models import Alarm
from bookings.messages.models import Message
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from bookings.outbox.signals import delivery_parked
from tests import make
from tests.make import NOW, STAFF

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)
PHONE = "+16195550177"


@pytest.fixture(autouse=True)
def reachable(settings: Settings) -> None:
    settings.DUTY_PHONE, settings.DUTY_EMAIL = PHONE, "duty@example.com"


def alarm(key: str = "unfilled:captain", about: str = "ABCDEF2", at: datetime = NOW) -> Alarm:
    return actions.raise_alarm(key, about=about, words="No captain yet. Call Tom.", at=at)


def ring(at: datetime) -> list[str]:
    """Let the outbox do its work; return the texts that rang since."""
    known = set(Message.objects.values_list("pk", flat=True))
    worker.drain("duty", clock=lambda: at)
    return list(Message.objects.exclude(pk__in=known).order_by("channel").values_list("to", flat=True))


def test_an_alarm_rings_at_phone_and_email_at_once() -> None:
    alarm()
    assert ring(NOW) == ["duty@example.com", PHONE]
    assert Message.objects.get(to=PHONE).text == "ABCDEF2 No captain yet. Call Tom."


def test_it_rings_again_every_quarter_of_an_hour() -> None:
    alarm()
    ring(NOW)
    assert ring(NOW + QUARTER - timedelta(seconds=1)) == []
    assert ring(NOW + QUARTER) == ["duty@example.com", PHONE]
    assert ring(NOW + 2 * QUARTER) == ["duty@example.com", PHONE]
    assert Message.objects.filter(text__startswith="Still: ", to=PHONE).count() == 2


def test_it_stops_when_someone_takes_it() -> None:
    rung = alarm()
    ring(NOW)
    assert actions.take(rung, by=STAFF, at=NOW + QUARTER) is True
    assert ring(NOW + QUARTER) == []
    assert actions.take(rung, by="user:otto", at=NOW + QUARTER) is False
    assert Alarm.objects.get().taken_by == STAFF


def test_it_stops_when_the_cause_is_gone_and_rings_anew_when_it_is_back() -> None:
    alarm()
    ring(NOW)
    actions.settle("unfilled:captain", about="ABCDEF2", at=NOW)
    assert ring(NOW + QUARTER) == []
    alarm(at=NOW + 2 * QUARTER)
    assert ring(NOW + 2 * QUARTER) == ["duty@example.com", PHONE]


def test_the_same_cause_is_one_alarm() -> None:
    assert alarm() == alarm(at=NOW + QUARTER)
    assert Alarm.objects.get().raised_at == NOW


@pytest.mark.slow
def test_it_does_not_ring_for_ever() -> None:
    alarm()
    for number in range(98):
        ring(NOW + number * QUARTER)
    assert Message.objects.filter(to=PHONE).count() == 96


def test_without_a_phone_and_an_address_it_only_stands_in_the_admin(settings: Settings) -> None:
    settings.DUTY_PHONE = settings.DUTY_EMAIL = ""
    alarm()
    assert ring(NOW) == []
    assert Delivery.objects.get(target="duty").state == "delivered"


def test_a_parked_message_raises_one() -> None:
    booking = make.booking()
    row = Delivery(target="guest_notice", booking_code=booking.code)
    delivery_parked.send(Delivery, delivery=row, reason="The address is refused.", at=NOW)
    assert Alarm.objects.get().about == booking.code


def test_the_office_takes_it_in_the_admin(client: Client) -> None:
    user = make.user(username="otto")
    user.groups.add(Group.objects.get(name="office"))
    client.force_login(user)
    rung = alarm()
    assert "No captain yet" in client.get(reverse("admin:duty_alarm_changelist")).content.decode()
    client.post(reverse("admin:duty_alarm_changelist"), {"action": "take_them", "_selected_action": [str(rung.pk)]})
    rung.refresh_from_db()
    assert rung.taken_by == "user:otto"
    assert "No captain yet" not in client.get(reverse("admin:duty_alarm_changelist")).content.decode()
