from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from bookings import actions as bookings
from bookings.messages.models import Message
from bookings.models import Booking, CancelCause, Kind, Stage
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from bookings.outbox.targets import KEEP, targets
from crew import actions, consent
from crew.access import link_for
from crew.checklists.models import Template
from crew.models import Reach
from crew.pay.models import AgreedRate
from tests import make
from tests.crew import build

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SOON = make.NOW + HOUR


def deliver(at: datetime = SOON) -> list[str]:
    """Deliver what is due and return the subjects of what was newly sent, oldest first."""
    known = set(Message.objects.values_list("pk", flat=True))
    worker.drain("crew_notice", clock=lambda: at)
    sent = Message.objects.exclude(pk__in=known).order_by("pk")
    return [message.subject or message.text for message in sent]


def test_an_assigned_person_is_asked_once() -> None:
    place = build.assignment(make.booking(vessel=make.vessel(name="JADA")))
    assert deliver() == ["JADA Sat 5 Dec 12:00, captain"]
    assert deliver() == []
    assert Message.objects.get().to == place.person.email


@pytest.mark.parametrize(
    ("channel", "sent"),
    [
        (Reach.EMAIL, ["e-mail"]),
        (Reach.SMS, ["text message"]),
        (Reach.BOTH, ["e-mail", "text message"]),
    ],
)
def test_a_person_is_told_by_their_own_choice(channel: Reach, sent: list[str]) -> None:
    build.assignment(who=build.person(channel=channel))
    deliver()
    assert list(Message.objects.order_by("pk").values_list("channel", flat=True)) == sent


def test_both_forms_carry_the_link() -> None:
    place = build.assignment(who=build.person(channel=Reach.BOTH))
    deliver()
    assert [link_for(place) in message.text for message in Message.objects.all()] == [True, True]


def test_a_changed_address_sends_nothing_again() -> None:
    place = build.assignment()
    deliver()
    place.person.email = "new@example.com"
    place.person.save()
    bookings.announce(Booking.objects.all(), by=make.STAFF, at=SOON)
    assert deliver() == []


@pytest.mark.parametrize("stage", [Stage.INQUIRY, Stage.HOLD])
def test_nobody_is_asked_before_the_booking_is_confirmed(stage: Stage) -> None:
    place = build.assignment(make.booking(stage=stage, vessel=make.vessel(name="JADA")))
    assert deliver() == []
    bookings.confirm(place.booking, by=make.STAFF, at=SOON)
    assert deliver() == ["JADA Sat 5 Dec 12:00, captain"]


def test_a_closure_asks_only_whom_it_was_given_to() -> None:
    vessel = make.vessel(name="JADA")
    build.assignment(make.booking(kind=Kind.CLOSURE, vessel=vessel))
    assert deliver() == ["JADA Sat 5 Dec 12:00, captain"]


def test_a_move_is_told_with_old_and_new() -> None:
    place = build.assignment(make.booking(vessel=make.vessel(name="JADA")))
    deliver()
    bookings.reschedule(place.booking, starts_at=make.NOON + 2 * HOUR, by=make.STAFF, at=SOON)
    assert deliver() == ["Changed: JADA Sat 5 Dec 14:00, captain"]
    assert "Sails: Sat 5 Dec, 12:00 PST → Sat 5 Dec, 14:00 PST" in Message.objects.latest("pk").text


def test_a_move_and_its_undoing_tell_nobody() -> None:
    place = build.accepted(build.assignment())
    deliver()
    moved = bookings.reschedule(place.booking, starts_at=make.NOON + HOUR, by=make.STAFF, at=SOON)
    bookings.reschedule(moved, starts_at=make.NOON, by=make.STAFF, at=SOON)
    assert deliver() == []


@pytest.mark.parametrize(
    "changes",
    [{"title": "Sunset sial"}, {"crew_notes": "Bring foulies."}, {"party_size": 7}, {"internal_notes": "VIP"}],
)
def test_notes_headcount_and_typos_tell_nobody(changes: dict[str, object]) -> None:
    place = build.assignment()
    deliver()
    bookings.edit(place.booking, changes, by=make.STAFF, at=SOON)
    assert deliver() == []


def test_answering_tells_nobody() -> None:
    place = build.assignment()
    deliver()
    build.accepted(place)
    assert deliver() == []


def test_other_pay_asks_again_without_an_amount() -> None:
    build.rate(4500)
    build.accepted(build.assignment(make.booking(vessel=make.vessel(name="JADA"))))
    deliver()
    AgreedRate.objects.update(cents_per_hour=5123)
    bookings.announce(Booking.objects.all(), by=make.STAFF, at=SOON)
    assert deliver() == ["Confirm again: JADA Sat 5 Dec 12:00, captain"]
    assert "51" not in Message.objects.latest("pk").text.split("/c/")[0]


def test_a_reminder_comes_a_day_before_the_call() -> None:
    place = build.accepted(build.assignment(make.booking(vessel=make.vessel(name="JADA"))))
    deliver()
    eve = place.calls_at - timedelta(hours=24)
    assert deliver(eve - timedelta(seconds=1)) == []
    assert deliver(eve) == ["Reminder: JADA Sat 5 Dec 12:00, captain"]
    assert deliver(eve + HOUR) == []


def test_someone_who_declined_is_not_reminded() -> None:
    place = build.assignment()
    actions.decline(place, reason="", by="crew:1", at=make.NOW)
    deliver()
    assert deliver(place.calls_at) == []


def test_someone_taken_off_is_told() -> None:
    place = build.assignment(make.booking(vessel=make.vessel(name="JADA")))
    deliver()
    actions.unassign(place, by=make.STAFF, at=SOON)
    assert deliver() == ["Not needed: JADA Sat 5 Dec 12:00, captain"]


def test_someone_taken_off_after_their_yes_is_told() -> None:
    place = build.accepted(build.assignment(make.booking(vessel=make.vessel(name="JADA"))))
    deliver()
    actions.unassign(place, by=make.STAFF, at=SOON)
    assert deliver() == ["You are off: JADA Sat 5 Dec 12:00, captain"]


def test_someone_taken_off_before_they_were_asked_is_told_nothing() -> None:
    place = build.assignment()
    actions.unassign(place, by=make.STAFF, at=make.NOW)
    assert deliver() == []


def test_an_unanswered_ask_is_reminded_once() -> None:
    build.assignment(make.booking(vessel=make.vessel(name="JADA")))
    deliver()
    assert deliver(SOON + 6 * HOUR - timedelta(seconds=1)) == []
    assert deliver(SOON + 6 * HOUR) == ["Can you sail? JADA Sat 5 Dec 12:00, captain"]
    assert deliver(SOON + 30 * HOUR) == []


def test_an_answer_spares_the_reminder() -> None:
    place = build.assignment()
    deliver()
    build.accepted(place, at=SOON)
    assert deliver(SOON + 6 * HOUR) == []


def test_being_told_starts_the_clock_of_an_answer_and_a_change_starts_it_anew() -> None:
    place = build.assignment()
    deliver()
    asked = build.fresh(place)
    bookings.reschedule(place.booking, starts_at=make.NOON + HOUR, by=make.STAFF, at=SOON + HOUR)
    deliver(SOON + HOUR)
    changed = build.fresh(place)
    assert (asked.asked_at, changed.asked_at) == (SOON, SOON + HOUR)
    assert (asked.asked_to, changed.asked_to) == (consent.digest(asked), consent.digest(changed))


def test_a_checklist_is_previewed() -> None:
    listed = Template.objects.create(name="Every charter")
    listed.items.create(text="Check the bilge", phase=1, order=1)
    build.assignment()
    deliver()
    assert "Your checklist begins with:\n- Check the bilge\n" in Message.objects.get().text


def test_someone_taken_off_when_it_is_over_is_told_nothing() -> None:
    place = build.assignment()
    deliver()
    over = place.booking.ends_at
    actions.unassign(place, by=make.STAFF, at=over - timedelta(seconds=1))
    assert deliver(over) == []


def test_a_cancellation_is_told_to_those_who_were_asked() -> None:
    place = build.assignment(make.booking(vessel=make.vessel(name="JADA")))
    deliver()
    bookings.cancel(place.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=SOON)
    assert deliver(SOON + HOUR) == ["Cancelled: JADA Sat 5 Dec 12:00, captain"]


def test_a_cancellation_before_anyone_was_told_tells_nobody() -> None:
    place = build.assignment()
    bookings.cancel(place.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=make.NOW)
    assert deliver() == []


def test_a_restored_charter_asks_again() -> None:
    place = build.accepted(build.assignment(make.booking(vessel=make.vessel(name="JADA"))))
    deliver()
    booking = bookings.cancel(place.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=SOON)
    deliver(SOON + HOUR)
    bookings.restore(booking, by=make.STAFF, at=SOON + HOUR)
    assert deliver(SOON + 2 * HOUR) == ["JADA Sat 5 Dec 12:00, captain"]
    assert build.standing(place) == "asked"


def test_a_charter_restored_before_anyone_heard_keeps_its_answers() -> None:
    place = build.accepted(build.assignment())
    deliver()
    booking = bookings.cancel(place.booking, cause=CancelCause.MISTAKE, by=make.STAFF, at=SOON)
    bookings.restore(booking, by=make.STAFF, at=SOON)
    assert (deliver(SOON + HOUR), build.standing(place)) == ([], "accepted")


def test_a_charter_that_is_over_tells_nobody() -> None:
    build.assignment()
    assert deliver(make.NOON + 3 * HOUR) == []
    code = Booking.objects.get().code
    wishes = targets()["crew_notice"].desired([code], make.NOON + 3 * HOUR)
    assert [wish is KEEP for wish in wishes[code].values()] == [True]


def test_an_assignment_made_without_telling_is_known_and_not_sent() -> None:
    actions.assign(
        make.booking(tell=False), build.person(), build.role(), by="import:season.csv", at=make.NOW, tell=False
    )
    assert (deliver(), Delivery.objects.filter(target="crew_notice", facts__isnull=False).count()) == ([], 1)


def test_a_new_link_is_sent_and_the_old_one_stops() -> None:
    place = build.assignment(make.booking(vessel=make.vessel(name="JADA")))
    deliver()
    old = link_for(place)
    actions.renew_link(place, by=make.STAFF, at=SOON)
    assert deliver() == ["New link: JADA Sat 5 Dec 12:00, captain"]
    text = Message.objects.latest("pk").text
    assert (old in text, link_for(build.fresh(place)) in text) == (False, True)


def test_messages_settle_after_the_last_edit(settings: Settings) -> None:
    settings.SETTLE_SECONDS = 180
    build.assignment()
    assert deliver(make.NOW + timedelta(seconds=179)) == []
    assert len(deliver(make.NOW + timedelta(seconds=180))) == 1


def test_messages_carry_no_money() -> None:
    build.rate(4567)
    build.assignment(
        make.booking(crew_notes="Captain fee: 250\nRevenue: $840.75", title="Sail $840.75"),
        build.person(channel=Reach.BOTH),
    )
    deliver()
    everything = " ".join(f"{m.subject} {m.text}" for m in Message.objects.all())
    assert [amount for amount in ("$", "840", "250", "45.67", "4567") if amount in everything.split("/c/")[0]] == []


@pytest.mark.parametrize("places", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_desired_takes_four_queries_however_many_places(
    places: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bookings_made = [make.booking(starts_at=make.NOON + timedelta(days=day)) for day in range(places)]
    person = build.person()
    for booking in bookings_made:
        build.assignment(booking, person)
    with django_assert_num_queries(4):
        targets()["crew_notice"].desired([booking.code for booking in bookings_made], make.NOW)
