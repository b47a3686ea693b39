from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries, Settings

from bookings import actions
from bookings.messages.models import Message
from bookings.models import Booking, CancelCause, Client, Stage, Vessel
from bookings.outbox.models import Delivery
from bookings.outbox.targets import targets
from bookings.outbox.worker import drain
from guests.models import Site
from tests import make
from tests.guests import build
from tests.make import NOON, NOW, STAFF


@pytest.fixture
def nora(db: None) -> Booking:
    """Nora's charter, of which she has been told."""
    booking = build.charter()
    build.notify(NOW + timedelta(minutes=3))
    mail.outbox.clear()
    return booking


def soon(minutes: int = 60) -> list[str]:
    return build.notify(NOW + timedelta(minutes=minutes))


@pytest.mark.django_db
def test_a_confirmed_charter_is_told_once() -> None:
    build.charter()
    assert [soon(3), soon(60)] == [["Confirmed: Sunset sail, Sat 5 Dec, be there 11:45 am"]] * 2


@pytest.mark.django_db
def test_a_notice_waits_for_further_edits(settings: Settings) -> None:
    settings.SETTLE_SECONDS = 180.0
    build.charter()
    assert [soon(2), len(soon(3))] == [[], 1]


def test_a_move_names_the_old_time_and_the_new(nora: Booking) -> None:
    actions.reschedule(nora, starts_at=NOON + timedelta(days=7), by=STAFF, at=NOW)
    assert soon() == ["New time: Sunset sail, Sat 12 Dec, be there 11:45 am"]
    assert "We had told you Sat 5 Dec, 11:45 am" in mail.outbox[0].body


def test_there_and_back_again_tells_nobody(nora: Booking) -> None:
    moved = actions.reschedule(nora, starts_at=NOON + timedelta(days=7), by=STAFF, at=NOW)
    actions.reschedule(moved, starts_at=NOON, by=STAFF, at=NOW)
    assert soon() == []


def test_notes_headcount_and_typos_tell_nobody(nora: Booking) -> None:
    actions.edit(nora, {"title": "Sunset Sail", "guest_notes": "Cake!", "party_size": 7}, by=STAFF, at=NOW)
    assert soon() == []


def test_another_boat_is_another_boarding_place(nora: Booking) -> None:
    boat = make.vessel(name="Queen", dock="Pier 2")
    actions.move(nora, vessel=boat, by=STAFF, at=NOW)
    assert soon() == ["New boarding place: Sunset sail, Sat 5 Dec, Queen, Pier 2"]


def test_a_new_dock_is_told_when_the_vessels_charters_are_announced(nora: Booking) -> None:
    Vessel.objects.filter(pk=nora.vessel_id).update(dock="Pier 9")
    actions.announce(Booking.objects.filter(vessel=nora.vessel), by=STAFF, at=NOW)
    assert soon() == [f"New boarding place: Sunset sail, Sat 5 Dec, {nora.vessel.name}, Pier 9"]


def test_switched_off_nothing_is_sent_and_switched_on_again_what_changed_meanwhile(nora: Booking) -> None:
    off = actions.edit(nora, {"tells_guest": False}, by=STAFF, at=NOW)
    moved = actions.reschedule(off, starts_at=NOON + timedelta(days=7), by=STAFF, at=NOW)
    assert soon() == []
    actions.edit(moved, {"tells_guest": True}, by=STAFF, at=NOW)
    assert soon(120) == ["New time: Sunset sail, Sat 12 Dec, be there 11:45 am"]
    assert "We had told you Sat 5 Dec, 11:45 am" in mail.outbox[0].body


@pytest.mark.parametrize("by_brand", [True, False])
@pytest.mark.django_db
def test_who_was_never_told_is_told_in_full_once_it_is_switched_on(by_brand: bool) -> None:
    brand = build.site(tells_guests=not by_brand).brand
    booking = build.charter(brand=brand, tells_guest=by_brand)
    assert (soon(), Delivery.objects.of("guest_notice", booking.code).get().state) == ([], "delivered")
    Site.objects.update(tells_guests=True)
    Booking.objects.update(tells_guest=True)
    actions.announce(Booking.objects.all(), by=STAFF, at=NOW)
    assert soon(120) == ["Confirmed: Sunset sail, Sat 5 Dec, be there 11:45 am"]


def test_an_erased_guest_is_told_nothing(nora: Booking) -> None:
    Client.objects.update(erased_at=NOW)
    actions.cancel(nora, cause=CancelCause.CLIENT, by=STAFF, at=NOW)
    assert soon() == []
    assert Delivery.objects.of("guest_notice", nora.code).get().facts is None


def test_a_cancellation_is_told_to_whom_was_told(nora: Booking) -> None:
    actions.cancel(nora, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    assert soon() == ["Cancelled: Sunset sail, Sat 5 Dec, 12:00 pm"]


@pytest.mark.django_db
def test_a_cancellation_is_not_the_first_thing_a_guest_hears() -> None:
    booking = build.charter()
    actions.cancel(booking, cause=CancelCause.MISTAKE, by=STAFF, at=NOW)
    assert soon() == []


def test_a_restored_charter_is_confirmed_again(nora: Booking) -> None:
    cancelled = actions.cancel(nora, cause=CancelCause.WEATHER, by=STAFF, at=NOW)
    soon()
    actions.restore(cancelled, by=STAFF, at=NOW)
    assert soon(120)[1:] == ["Confirmed: Sunset sail, Sat 5 Dec, be there 11:45 am"]


def test_the_day_before_is_told_by_the_clock_alone(nora: Booking) -> None:
    eve = NOON - timedelta(hours=24)
    assert [build.notify(eve - timedelta(seconds=1)), build.notify(eve), build.notify(NOON)] == [
        [],
        ["See you Sat 5 Dec: Sunset sail, be there 11:45 am"],
        ["See you Sat 5 Dec: Sunset sail, be there 11:45 am"],
    ]


@pytest.mark.django_db
def test_a_charter_that_is_over_tells_nobody() -> None:
    build.charter(at=NOON + timedelta(days=2))
    assert build.notify(NOON + timedelta(days=2)) == []


@pytest.mark.django_db
def test_a_hold_is_told_with_its_end_and_told_when_it_ran_out() -> None:
    booking = build.charter(stage=Stage.HOLD)
    assert soon() == ["Held for you: Sunset sail, Sat 5 Dec, 12:00 pm"]
    assert "until Fri 27 Nov, 9:00 am" in mail.outbox[0].body
    expired = booking.hold_expires_at or NOW
    actions.tick(at=expired)
    assert build.notify(expired + timedelta(hours=1))[1:] == ["No longer held: Sunset sail, Sat 5 Dec, 12:00 pm"]


@pytest.mark.django_db
def test_a_hold_that_lost_its_guest_did_not_run_out() -> None:
    booking = build.charter(stage=Stage.HOLD)
    soon()
    actions.edit(booking, {"client": None}, by=STAFF, at=NOW)
    assert len(soon(120)) == 1


@pytest.mark.django_db
def test_a_guest_without_an_address_is_owed_nothing() -> None:
    booking = build.charter(client=make.client(email="", agreed_to_sms=False))
    drain("guest_notice", clock=lambda: make.NOW)
    assert Delivery.objects.of("guest_notice", booking.code).values_list("facts", "delivered_at").get() == (None, None)


@pytest.mark.django_db
def test_an_import_tells_nobody_and_is_known() -> None:
    booking = build.charter(tell=False)
    assert soon() == []
    actions.reschedule(booking, starts_at=NOON + timedelta(days=7), by=STAFF, at=NOW)
    assert soon(120) == ["New time: Sunset sail, Sat 12 Dec, be there 11:45 am"]


@pytest.mark.django_db
def test_a_notice_comes_from_the_brand_and_answers_go_to_it() -> None:
    brand = make.brand(name="Sail JADA", sender="charters@jada.example.com", email="hello@jada.example.com")
    build.charter(brand=brand)
    soon()
    (sent,) = mail.outbox
    assert (sent.from_email, sent.to, sent.reply_to) == (
        "Sail JADA <charters@jada.example.com>",
        ["nora@example.com"],
        ["hello@jada.example.com"],
    )


@pytest.mark.django_db
def test_both_forms_of_a_notice_hold_the_address_of_the_page() -> None:
    booking = build.charter(slug="smith-sail")
    soon()
    (sent,) = mail.outbox
    address = f"http://127.0.0.1:8000/sites/{build.domain(booking)}/g/{booking.code}"
    forms = [str(sent.body), build.html()]
    assert [address in form for form in forms] == [True, True]


@pytest.mark.django_db
def test_text_of_others_is_inert_in_a_notice() -> None:
    build.charter(title="<img src=x> sail\r\nBcc: all@example.com")
    assert soon() == ["Confirmed: <img src=x> sail Bcc: all@example.com, Sat 5 Dec, be there 11:45 am"]
    assert "<img" not in build.html()


@pytest.mark.django_db
def test_a_spanish_guest_is_told_in_spanish() -> None:
    build.charter(brand=make.brand(languages="en,es"), client=make.client(language="es"))
    assert soon() == ["Confirmada: Sunset sail, sáb 5 dic, esté allí a las 11:45"]


@pytest.mark.django_db
def test_a_notice_is_written_down_under_its_delivery() -> None:
    booking = build.charter()
    soon()
    assert Message.objects.get(about=booking.code).key == f"guest_notice:{booking.code}:1:email"


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_what_guests_should_know_takes_two_queries_for_any_number(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    vessels = [make.vessel() for _ in range(count)]
    codes = [build.charter(vessel=vessel).code for vessel in vessels]
    with django_assert_num_queries(2):
        assert len(targets()["guest_notice"].desired(codes, NOON)) == count
