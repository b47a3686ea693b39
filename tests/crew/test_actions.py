from datetime import timedelta

import pytest

from bookings import actions as bookings
from bookings.errors import BookingError, WrongStageError
from bookings.models import CancelCause, Stage
from bookings.outbox.models import Delivery
from crew import actions, consent
from crew.errors import AlreadyAssignedError, AnswerClosedError, ConsentChangedError, OverlapError
from crew.models import Assignment
from tests import make
from tests.crew import build

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)
HOUR = timedelta(hours=1)


def test_a_person_on_an_overlapping_charter_is_refused_with_its_code() -> None:
    place = build.assignment()
    other = make.booking(starts_at=make.NOON + 2 * HOUR)
    with pytest.raises(OverlapError, match=place.booking.code) as refused:
        build.assignment(other, place.person)
    assert (refused.value.field, other.assignments.count()) == ("person", 0)


def test_a_person_may_sail_when_the_other_charter_ends() -> None:
    place = build.assignment()
    build.assignment(make.booking(starts_at=make.NOON + 3 * HOUR), place.person)
    assert place.person.assignments.count() == 2


def test_a_declined_or_cancelled_charter_leaves_a_person_free() -> None:
    person = build.person()
    declined = build.assignment(who=person)
    actions.decline(declined, reason="", by=f"crew:{person.pk}", at=make.NOW)
    cancelled = build.assignment(who=person)
    bookings.cancel(cancelled.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=LATER)
    build.assignment(who=person)
    assert person.assignments.count() == 3


def test_accepting_after_all_is_refused_where_they_sail_elsewhere_by_now() -> None:
    place = build.assignment()
    actions.decline(place, reason="", by="crew:1", at=make.NOW)
    build.assignment(who=place.person)
    with pytest.raises(OverlapError):
        build.accepted(place)


def test_a_person_is_on_a_booking_once() -> None:
    place = build.assignment()
    with pytest.raises(AlreadyAssignedError):
        build.assignment(place.booking, place.person, slug="crew")


def test_a_person_who_no_longer_sails_is_refused() -> None:
    with pytest.raises(BookingError, match="does not sail with us"):
        build.assignment(who=build.person(active=False))


def test_a_cancelled_booking_takes_nobody() -> None:
    booking = bookings.cancel(make.booking(), cause=CancelCause.WEATHER, by=make.STAFF, at=make.NOW)
    with pytest.raises(WrongStageError):
        build.assignment(booking)


def test_accepting_keeps_who_answered_and_when() -> None:
    place = build.accepted(build.assignment(), at=LATER)
    latest = place.history.latest()
    assert (place.answered_at, latest.answer, latest.actor) == (LATER, "accepted", f"crew:{place.person_id}")


def test_accepting_twice_changes_nothing_the_second_time() -> None:
    place = build.accepted(build.assignment())
    build.accepted(place, at=LATER)
    assert (build.fresh(place).answered_at, place.history.count()) == (make.NOW, 2)


def test_accepting_terms_that_changed_since_they_were_shown_is_refused() -> None:
    place = build.assignment()
    shown = consent.digest(place)
    bookings.reschedule(place.booking, starts_at=make.NOON + HOUR, by=make.STAFF, at=LATER)
    with pytest.raises(ConsentChangedError):
        actions.accept(place, shown=shown, by="crew:1", at=LATER)
    assert build.fresh(place).answer == "asked"


def test_declining_keeps_the_reason() -> None:
    place = actions.decline(build.assignment(), reason="  Flu. ", by="crew:1", at=LATER)
    assert (build.standing(place), place.decline_reason) == ("declined", "Flu.")


def test_a_reason_of_more_than_300_characters_is_refused() -> None:
    place = build.assignment()
    actions.decline(place, reason="x" * 300, by="crew:1", at=LATER)
    with pytest.raises(BookingError, match="300 characters"):
        actions.decline(place, reason="x" * 301, by="crew:1", at=LATER)


def test_accepting_after_declining_takes_the_reason_back() -> None:
    place = actions.decline(build.assignment(), reason="Flu.", by="crew:1", at=LATER)
    assert build.accepted(place).decline_reason == ""


def test_answers_close_when_the_charter_begins() -> None:
    place = build.assignment()
    with pytest.raises(AnswerClosedError):
        build.accepted(place, at=make.NOON)
    with pytest.raises(AnswerClosedError):
        actions.decline(place, reason="", by="crew:1", at=make.NOON)


def test_answers_wait_for_the_booking_to_be_confirmed() -> None:
    with pytest.raises(AnswerClosedError):
        build.accepted(build.assignment(make.booking(stage=Stage.INQUIRY)))


def test_every_change_is_owed_to_the_crew() -> None:
    place = build.assignment()
    wanted = [Delivery.objects.get(target="crew_notice").wanted]
    build.accepted(place)
    actions.change_role(place, build.role("crew"), by=make.STAFF, at=LATER)
    actions.change_call(place, lead_minutes=90, by=make.STAFF, at=LATER)
    actions.renew_link(place, by=make.STAFF, at=LATER)
    actions.unassign(place, by=make.STAFF, at=LATER)
    wanted.append(Delivery.objects.get(target="crew_notice").wanted)
    assert wanted == [1, 6]


def test_taking_someone_off_names_its_actor_in_history() -> None:
    place = build.assignment()
    actions.unassign(place, by=make.STAFF, at=LATER)
    latest = Assignment.history.latest()
    assert (latest.history_type, latest.actor) == ("-", make.STAFF)
