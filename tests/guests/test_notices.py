from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from bookings import actions
from bookings.messages.models import Message
from bookings.models import Booking, CancelCause, Stage, Vessel
from bookings.outbox.models import Delivery
from bookings.outbox.targets import Facts
from bookings.outbox.worker import drain
from guests.notices import Kind, message_kind
from tests import make
from tests.guests import build
from tests.make import NOON, NOW, STAFF

FACTS: Facts = {
    "stage": "confirmed",
    "starts_at": "2026-12-05T12:00:00-08:00",
    "boards_at": "2026-12-05T11:45:00-08:00",
    "vessel": "JADA",
    "dock": "Pier 1, slip 4",
    "domain": "sail.example.com",
    "held_until": None,
    "language": "en",
    "to": "nora@example.com",
    "eve": False,
}
HELD, CANCELLED, EVE = ({**FACTS, **change} for change in ({"stage": "hold"}, {"stage": "cancelled"}, {"eve": True}))
LATER = FACTS | {"starts_at": "2026-12-05T13:00:00-08:00", "boards_at": "2026-12-05T12:45:00-08:00"}
BOARDS_EARLIER = FACTS | {"boards_at": "2026-12-05T11:30:00-08:00"}
NEW_ADDRESS, NEW_DOMAIN = FACTS | {"to": "n@example.com"}, FACTS | {"domain": "queen.example.com"}


@pytest.mark.parametrize(
    ("told", "facts", "kind"),
    [
        (None, HELD, Kind.HOLD),
        (None, FACTS, Kind.CONFIRMED),
        (None, EVE, Kind.CONFIRMED),
        (None, CANCELLED, None),
        (None, None, None),
        (HELD, FACTS, Kind.CONFIRMED),
        (HELD, CANCELLED, Kind.CANCELLED),
        (HELD, None, Kind.LAPSED),
        (HELD, HELD | {"held_until": "2026-11-30T09:00:00-08:00"}, None),
        (FACTS, FACTS, None),
        (FACTS, LATER, Kind.MOVED),
        (FACTS, BOARDS_EARLIER, Kind.MOVED),
        (FACTS, LATER | {"vessel": "Queen"}, Kind.MOVED),
        (FACTS, FACTS | {"vessel": "Queen"}, Kind.PLACE),
        (FACTS, FACTS | {"dock": "Pier 2"}, Kind.PLACE),
        (FACTS, FACTS | {"language": "es"}, None),
        (FACTS, EVE, Kind.EVE),
        (EVE, FACTS, None),
        (EVE, LATER, Kind.MOVED),
        (FACTS, NEW_ADDRESS, Kind.CONFIRMED),
        (FACTS, NEW_DOMAIN, Kind.CONFIRMED),
        (FACTS, CANCELLED, Kind.CANCELLED),
        (FACTS, CANCELLED | {"to": "n@example.com"}, Kind.CANCELLED),
        (FACTS, None, None),
        (CANCELLED, CANCELLED, None),
        (CANCELLED, FACTS, Kind.CONFIRMED),
        (CANCELLED, None, None),
    ],
)
def test_what_is_said_follows_from_what_was_told(told: Facts | None, facts: Facts | None, kind: Kind | None) -> None:
    assert message_kind(told, facts) == kind


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
    assert "It was Sat 5 Dec, 12:00 pm" in mail.outbox[0].body


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
    booking = build.charter(client=make.client(email=""))
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
    assert Message.objects.get(about=booking.code).key == f"guest_notice:{booking.code}:1"
