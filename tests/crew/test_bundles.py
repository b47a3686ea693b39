"""What one person is asked in the same minute goes as one message."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from bookings import actions as bookings
from bookings.messages.models import Message
from bookings.models import Booking
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from bookings.outbox.targets import TransientError
from crew import actions
from crew.access import link_for
from crew.models import Assignment, Person, Reach
from tests import make
from tests.crew import build
from tests.crew.cascade import HOUR, bounces, port
from tests.make import NOON, NOW, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)


class Unplugged:
    """A provider of texts that cannot be reached."""

    def send(self, *, to: str, text: str, key: str) -> str:
        raise TransientError("Nobody answers.")


@pytest.fixture
def ana() -> Person:
    return build.person(name="Ana", channel=Reach.BOTH)


@pytest.fixture
def charters() -> list[Booking]:
    jada = make.vessel(name="JADA")
    return [make.booking(vessel=jada, starts_at=NOON + day * DAY) for day in range(3)]


def asked(who: Person, charters: list[Booking]) -> list[Assignment]:
    return [build.assignment(booking, who) for booking in charters]


def deliver(at: datetime = NOW) -> None:
    worker.drain("crew_notice", clock=lambda: at)


def sent() -> list[str]:
    return [message.subject or message.text for message in Message.objects.order_by("pk")]


def test_three_asks_are_one_email_and_one_text(ana: Person, charters: list[Booking]) -> None:
    places = asked(ana, charters)
    deliver()
    assert sent() == ["3 charters need your answer", f"3 charters need your answer: {link_for(places[0])}"]
    email = Message.objects.earliest("pk")
    assert [link_for(place) in email.text for place in places] == [True] * 3
    assert {row.state for row in Delivery.objects.filter(target="crew_notice")} == {"delivered"}


def test_each_of_them_is_told_and_waited_for(ana: Person, charters: list[Booking]) -> None:
    places = asked(ana, charters)
    deliver()
    assert [build.fresh(place).asked_at for place in places] == [NOW] * 3


def test_once_sent_they_are_not_sent_again(ana: Person, charters: list[Booking]) -> None:
    asked(ana, charters)
    deliver()
    died = Delivery.objects.filter(target="crew_notice")  # the worker, before it could note what it had sent
    died.update(due_at=NOW, facts=None, delivered=0)
    deliver()
    assert len(sent()) == 2


def test_what_is_due_within_the_minute_comes_along(ana: Person, charters: list[Booking]) -> None:
    asked(ana, charters)
    later = Delivery.objects.filter(target="crew_notice", booking_code=charters[2].code)
    later.update(due_at=NOW + timedelta(seconds=50))
    deliver()
    assert sent()[0] == "3 charters need your answer"


def test_two_people_get_a_message_each(charters: list[Booking]) -> None:
    for name in ("Ana", "Bea"):
        asked(build.person(name=name), charters[:2])
    deliver()
    assert sent() == ["2 charters need your answer"] * 2


def test_changes_go_one_by_one_beside_the_asks(ana: Person, charters: list[Booking]) -> None:
    asked(ana, charters[:1])
    deliver()
    bookings.reschedule(charters[0], starts_at=NOON + 2 * HOUR, by=STAFF, at=NOW)
    asked(ana, charters[1:])
    deliver()
    assert [said for said in sent()[2:] if "/c/" not in said] == [
        "2 charters need your answer",
        "Changed: JADA Sat 5 Dec 14:00, captain",
    ]


def test_a_text_that_failed_is_sent_alone_the_email_not_again(
    ana: Person, charters: list[Booking], settings: Settings
) -> None:
    asked(ana, charters)
    working, settings.SMS_BACKEND = settings.SMS_BACKEND, f"{__name__}.Unplugged"
    deliver()
    assert Delivery.objects.filter(target="crew_notice", attempts=1).count() == 3
    settings.SMS_BACKEND = working
    deliver(NOW + 2 * timedelta(minutes=1))
    assert list(Message.objects.order_by("pk").values_list("channel", "outcome")) == [
        ("e-mail", "handed over"),
        ("text message", "handed over"),
    ]


def test_a_bundle_that_bounced_leaves_each_charter_unreached(charters: list[Booking]) -> None:
    places = asked(build.person(name="Ana"), charters)
    deliver()
    bounces("Ana", at=NOW + HOUR)
    assert [build.fresh(place).unreached_at for place in places] == [NOW + HOUR] * 3


def test_at_night_all_wait_unless_one_of_them_cannot(ana: Person, charters: list[Booking]) -> None:
    asked(ana, charters[1:])
    night = port(4, 23, 30)
    Delivery.objects.update(due_at=night)
    deliver(night)
    assert sent() == []
    actions.assign(charters[0], ana, build.role(), by=STAFF, at=night)
    Delivery.objects.update(due_at=night)
    deliver(night)
    assert sent()[0] == "3 charters need your answer"
