"""How crew are reached: not at night, by the channel that works, and it is noticed where none does."""

from datetime import datetime, timedelta

import pytest

from bookings import actions as bookings
from bookings.messages.models import Channel, Message, Outcome, Reason
from bookings.messages.outcomes import settle
from bookings.messages.reach import give_up_on
from bookings.models import CancelCause
from bookings.outbox import upkeep
from bookings.outbox.models import Delivery
from crew.models import Reach
from tests import make
from tests.crew import build
from tests.crew.cascade import port
from tests.crew.test_notices import HOUR, SOON, deliver

pytestmark = pytest.mark.django_db
NIGHT = port(25, 22, month=11)
MORNING = port(26, 8, month=11)


def test_an_ask_waits_for_the_morning() -> None:
    build.assignment(at=NIGHT)
    assert (deliver(NIGHT), deliver(MORNING - timedelta(seconds=1)), len(deliver(MORNING))) == ([], [], 1)
    assert Delivery.objects.get(target="crew_notice").attempts == 0


def test_a_cancellation_waits_for_the_morning() -> None:
    place = build.assignment(make.booking(vessel=make.vessel(name="JADA")))
    deliver()
    bookings.cancel(place.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=NIGHT)
    assert (deliver(NIGHT), deliver(MORNING)) == ([], ["Cancelled: JADA Sat 5 Dec 12:00, captain"])


def test_twelve_hours_before_the_call_nothing_waits() -> None:
    place = build.assignment(at=port(4, 22))
    assert (deliver(port(4, 22, 59)), len(deliver(place.calls_at - 12 * HOUR))) == ([], 1)


def test_what_staff_send_at_once_does_not_wait() -> None:
    build.assignment(at=NIGHT)
    deliver(NIGHT)
    upkeep.retry(Delivery.objects.all(), at=NIGHT)
    assert len(deliver(NIGHT)) == 1


def test_an_answer_given_at_night_is_noted_at_night() -> None:
    place = build.assignment()
    deliver()
    build.accepted(place, at=NIGHT)
    deliver(NIGHT)
    assert Delivery.objects.get(target="crew_notice").facts["answer"] == "accepted"  # type: ignore[index]


def test_where_their_own_channel_bounced_the_other_is_used() -> None:
    person = build.person()
    give_up_on(person.email, channel=Channel.EMAIL, reason=Reason.BOUNCED, at=make.NOW)
    build.assignment(who=person)
    deliver()
    assert Message.objects.get(outcome="handed over").channel == Channel.SMS


def test_whom_no_channel_reaches_is_noted_and_parked_with_the_reason() -> None:
    place = build.assignment(who=build.person(mobile=""))
    give_up_on(place.person.email, channel=Channel.EMAIL, reason=Reason.BOUNCED, at=make.NOW)
    deliver()
    row = Delivery.objects.get(target="crew_notice")
    assert (row.state, build.fresh(place).unreached_at) == ("parked", SOON)
    assert "bounced" in row.error


def test_a_bounce_is_noted_once_no_channel_is_left() -> None:
    place = build.assignment(who=build.person(channel=Reach.BOTH))
    deliver()
    email, text = Message.objects.order_by("pk")
    settle(email, Outcome.BOUNCED, at=SOON)
    assert build.fresh(place).unreached_at is None
    settle(text, Outcome.UNDELIVERED, at=SOON + HOUR)
    assert build.fresh(place).unreached_at == SOON + HOUR


def test_a_bounce_of_an_older_notice_says_nothing_of_the_newer() -> None:
    place = build.assignment()
    deliver()
    older = Message.objects.get()
    bookings.reschedule(place.booking, starts_at=make.NOON + HOUR, by=make.STAFF, at=SOON)
    deliver()
    settle(older, Outcome.UNDELIVERED, at=SOON + HOUR)
    assert build.fresh(place).unreached_at is None


@pytest.mark.parametrize(("at", "by_email_too"), [(port(4, 10), False), (port(4, 12), True)])
def test_a_text_on_the_last_day_goes_by_email_too_if_nobody_saw_it_arrive(at: datetime, by_email_too: bool) -> None:
    build.assignment(who=build.person(channel=Reach.SMS), at=at)
    deliver(at)
    assert Message.objects.get().email_by == (at + timedelta(minutes=5) if by_email_too else None)
