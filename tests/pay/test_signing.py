from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from bookings import actions as bookings
from bookings.errors import BookingError
from crew import actions
from crew.models import Assignment, Person
from crew.pay import signing
from crew.pay.models import Hours
from crew.pay.signing import HoursError
from tests import make
from tests.crew import build as crew
from tests.pay import build
from tests.pay.build import AFTER

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = timedelta(days=1)


def refusal(place: Assignment, minutes: int = 240, **fields: object) -> str:
    before = Hours.objects.filter(assignment=place).values_list("minutes", "signature").first()
    with pytest.raises(HoursError) as refused:
        signing.sign(place, minutes, **{"by": "crew:1", "at": AFTER} | fields)  # type: ignore[arg-type]
    assert Hours.objects.filter(assignment=place).values_list("minutes", "signature").first() == before
    return str(refused.value)


def cancelled(place: Assignment) -> Assignment:
    """Called off, and the news delivered, which forgets the answer."""
    bookings.cancel(place.booking, cause="weather", by=make.STAFF, at=make.NOW)
    return crew.fresh(actions.ask_again(place, by="clock", at=make.NOW))


def test_scheduled_hours_run_from_call_time_to_the_end() -> None:
    assert signing.scheduled_minutes(build.sailed()) == 240


@pytest.mark.parametrize(("lead", "minutes"), [(52, 240), (53, 255), (1400, 1440)])
def test_scheduled_hours_are_the_nearest_quarter_of_one_day_at_most(lead: int, minutes: int) -> None:
    place = build.sailed()
    place.call_lead_minutes = lead
    assert signing.scheduled_minutes(place) == minutes


def test_person_signs_their_hours() -> None:
    hours = build.signed(minutes=255, note="Fog: a quarter late.")
    person = f"crew:{hours.assignment.person_id}"
    assert (hours.minutes, hours.note, hours.signed_by, hours.signed_at) == (255, "Fog: a quarter late.", person, AFTER)
    assert hours.history.get().actor == person


def test_person_signs_anew_until_they_are_paid() -> None:
    hours = build.signed()
    build.signed(hours.assignment, 225)
    hours.refresh_from_db()
    assert (hours.minutes, hours.signature, hours.history.count()) == (225, 2, 2)


def test_hours_in_a_run_are_signed_no_more() -> None:
    crew.rate(4500)
    hours = build.signed()
    build.run()
    assert refusal(hours.assignment) == (
        "These hours are in a pay run. If they are wrong, call the office: the next run pays the difference."
    )


@pytest.mark.parametrize("minutes", [-15, 1, 100, 1441, 1455])
def test_hours_are_quarters_of_one_day(minutes: int) -> None:
    assert refusal(build.sailed(), minutes) == "Give the hours in quarters, from none to 24."


@pytest.mark.parametrize("minutes", [0, 15, 1440])
def test_hours_from_none_to_a_day_are_taken(minutes: int) -> None:
    assert build.signed(minutes=minutes).minutes == minutes


def test_a_note_is_kept_short() -> None:
    assert refusal(build.sailed(), note="x" * 201) == "Keep the note to 200 characters."
    assert build.signed(note="x" * 200).note == "x" * 200


def test_a_charter_to_come_takes_no_hours() -> None:
    place = crew.accepted(crew.assignment())
    assert refusal(place, at=place.booking.ends_at - timedelta(minutes=1)) == "You can sign once the charter is over."


def test_a_charter_that_has_ended_takes_hours_before_it_is_completed() -> None:
    place = crew.accepted(crew.assignment())
    assert build.signed(place, at=place.booking.ends_at).minutes == 240


def test_someone_who_never_answered_but_sailed_may_sign() -> None:
    assert build.signed(crew.assignment()).minutes == 240


def test_someone_who_declined_did_not_sail() -> None:
    place = crew.assignment()
    actions.decline(place, reason="", by="crew:1", at=make.NOW)
    assert refusal(place) == "You did not sail on this charter. If you did, call the office."


def test_a_candidate_who_never_answered_did_not_sail() -> None:
    booking = make.booking()
    place = actions.assign(booking, crew.person(), crew.role(), called=True, by=make.STAFF, at=make.NOW)
    assert refusal(place) == "You did not sail on this charter. If you did, call the office."


def test_a_cancelled_charter_takes_hours_for_seven_days() -> None:
    place = cancelled(crew.accepted(crew.assignment()))
    last = place.booking.ends_at + 7 * DAY
    assert refusal(place, at=last) == "Hours of a cancelled charter can be signed for 7 days. Call the office."
    assert build.signed(place, 60, at=last - timedelta(minutes=1)).minutes == 60


def test_a_cancelled_charter_takes_no_hours_of_who_had_not_said_yes() -> None:
    assert refusal(cancelled(crew.assignment())) == "You had not said yes to this charter when it was cancelled."


def left(on: date) -> Person:
    person = crew.person()
    Person.objects.filter(pk=person.pk).update(leaves_on=on)
    return person


def test_someone_who_left_signs_for_fourteen_days() -> None:
    place = build.sailed(left(date(2026, 12, 5)))
    last = make.NOON + 14 * DAY
    assert refusal(place, at=last + DAY) == "Hours can be signed for 14 days after your last day. Call the office."
    assert build.signed(place, at=last).minutes == 240


def test_the_office_corrects_with_a_reason_and_the_person_leaves_it_so() -> None:
    hours = build.corrected(build.signed(), 180)
    assert (hours.minutes, hours.reason, hours.signed_by) == (180, "The log says so.", "user:bea")
    assert (
        refusal(hours.assignment) == "The office set these hours: The log says so. If they are wrong, call the office."
    )


def test_the_office_enters_hours_for_someone_who_forgot() -> None:
    hours = signing.correct(build.sailed(), 240, reason="She is at sea.", by=build.BOOKKEEPER, at=AFTER)
    assert (hours.minutes, hours.signature) == (240, 1)


def test_a_correction_needs_a_reason() -> None:
    with pytest.raises(HoursError) as refused:
        signing.correct(build.sailed(), 240, reason=" ", by=build.BOOKKEEPER, at=AFTER)
    assert refused.value.field == "reason"


def test_the_office_enters_nothing_for_a_charter_to_come() -> None:
    with pytest.raises(HoursError) as refused:
        signing.correct(crew.assignment(), 240, reason="Early.", by=build.BOOKKEEPER, at=make.NOW)
    assert refused.value.field == "assignment"


@pytest.mark.parametrize("minutes", [10, 1455])
def test_the_database_keeps_quarters_of_one_day(minutes: int) -> None:
    build.signed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Hours.objects.update(minutes=minutes)


def test_a_place_with_signed_hours_is_not_taken_away_unseen() -> None:
    hours = build.signed()
    with pytest.raises(BookingError, match="has signed hours"):
        actions.unassign(hours.assignment, by=make.STAFF, at=AFTER)
