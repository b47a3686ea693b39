"""What goes to a lead guest, by which way, and with what beside it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from icalendar import Calendar
from pytest_django import Settings

from bookings import actions
from bookings.messages.models import Channel, Message, Outcome, Reason
from bookings.messages.reach import give_up_on
from bookings.models import Booking, CancelCause, Client, Stage, Vessel
from bookings.outbox.models import Delivery
from tests import make
from tests.guests import build
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
LATER, TOMORROW = NOW + timedelta(hours=1), NOW + timedelta(days=1)


def texts() -> list[str]:
    return list(Message.objects.filter(channel=Channel.SMS).order_by("pk").values_list("text", flat=True))


def nora(**fields: object) -> Client:
    """Someone who agreed to text messages."""
    return make.client(agreed_to_sms=True, **fields)


def charter(**fields: object) -> Booking:
    vessel, brand = make.vessel(name="JADA"), make.brand(name="Sail JADA", languages="en,es")
    return build.charter(**{"vessel": vessel, "brand": brand, "client": nora()} | fields)


def invitation(letter: EmailMessage) -> tuple[str, str, str, int]:
    """The method of an e-mail's calendar, as its header and its body say, and the event's status and SEQUENCE."""
    (part,) = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    assert part.get_content_charset() == "utf-8"
    calendar = Calendar.from_ical(part.get_payload(decode=True))  # type: ignore[arg-type]
    (event,) = calendar.walk("VEVENT")
    return str(part.get_param("method")), str(calendar["METHOD"]), str(event["STATUS"]), int(str(event["SEQUENCE"]))


def test_a_confirmation_goes_both_ways() -> None:
    booking = charter()
    build.notify(LATER)
    (address,) = {letter.to[0] for letter in mail.outbox}
    page = f"http://127.0.0.1:8000/sites/{build.domain(booking)}/g/{booking.code}"
    assert address == "nora@example.com"
    assert texts() == [
        f"Sail JADA: confirmed for Sat 5 Dec. Be at Pier 1, slip 4 at 11:45 am. Call +1 619-555-0100. {page}"
    ]


def test_both_ways_go_out_once() -> None:
    booking = charter()
    build.notify(LATER)
    Delivery.objects.filter(booking_code=booking.code).update(due_at=LATER)
    build.notify(LATER)
    assert Message.objects.count() == 2


def test_without_consent_nobody_is_texted() -> None:
    charter(client=make.client())
    build.notify(LATER)
    assert texts() == []


def test_who_has_a_telephone_alone_gets_texts_alone() -> None:
    charter(client=nora(email="", language="es"))
    assert build.notify(LATER) == []
    assert len(texts()) == 1
    assert texts()[0].startswith("Sail JADA: su salida del sab 5 dic queda confirmada.")


def test_where_one_way_refuses_the_other_will_do() -> None:
    booking = charter()
    give_up_on("nora@example.com", channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW)
    build.notify(LATER)
    assert Delivery.objects.of("guest_notice", booking.code).get().state == "delivered"
    assert list(Message.objects.order_by("pk").values_list("outcome", flat=True)) == [
        Outcome.REFUSED,
        Outcome.HANDED_OVER,
    ]


def test_a_mail_server_that_is_down_keeps_no_text_waiting(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    booking = charter()
    build.notify(LATER)
    assert (len(texts()), Delivery.objects.of("guest_notice", booking.code).get().attempts) == (1, 1)


def test_a_confirmation_and_a_move_bring_an_entry_for_the_calendar() -> None:
    booking = charter()
    build.notify(LATER)
    actions.reschedule(booking, starts_at=NOON + WEEK, by=STAFF, at=LATER)
    build.notify(TOMORROW)
    first, second = map(invitation, mail.outbox)
    assert (first[:3], second[:3]) == (("PUBLISH", "PUBLISH", "CONFIRMED"),) * 2
    assert second[3] > first[3]


def test_the_calendars_lines_end_as_mail_servers_want_them() -> None:
    charter()
    build.notify(LATER)
    sent = mail.outbox[0].message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # of Django's own kind
    assert (b"\r\r\n" in sent, b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" in sent) == (False, True)


def test_another_boat_brings_its_place_to_the_calendar() -> None:
    booking = charter()
    build.notify(LATER)
    actions.move(booking, vessel=make.vessel(name="ADA", dock="Pier 2"), by=STAFF, at=LATER)
    build.notify(TOMORROW)
    assert invitation(mail.outbox[1])[:3] == ("PUBLISH", "PUBLISH", "CONFIRMED")
    assert texts()[1].startswith("Sail JADA: new boarding place for Sat 5 Dec. Be at Pier 2, ADA, at 11:45 am.")


def test_a_cancellation_takes_the_entry_out_again() -> None:
    booking = charter()
    build.notify(LATER)
    actions.cancel(booking, cause=CancelCause.WEATHER, by=STAFF, at=LATER)
    build.notify(TOMORROW)
    assert invitation(mail.outbox[1])[:3] == ("CANCEL", "CANCEL", "CANCELLED")
    assert texts()[1] == (
        "Sail JADA: your charter on Sat 5 Dec, 12:00 pm is cancelled. Please do not come. Call +1 619-555-0100."
    )


def test_a_hold_brings_no_entry_and_its_cancellation_takes_none_out() -> None:
    booking = charter(stage=Stage.HOLD)
    build.notify(LATER)
    actions.cancel(booking, cause=CancelCause.CLIENT, by=STAFF, at=LATER)
    build.notify(TOMORROW)
    assert [letter.attachments for letter in mail.outbox] == [[], []]


def test_the_plain_part_says_all_that_the_html_says() -> None:
    charter()
    build.notify(LATER)
    (letter,) = mail.outbox
    said = ["Hello Nora", "11:45 am", "PST", "12:00 pm", "JADA", "Pier 1, slip 4", "+1 619-555-0100", "Open your page"]
    assert [words for words in said if words not in str(letter.body) or words not in build.html()] == []


def test_a_letter_has_one_button() -> None:
    charter()
    build.notify(LATER)
    assert build.html().count("display:inline-block") == 1


def test_a_move_shows_the_old_time_struck_through() -> None:
    booking = charter()
    build.notify(LATER)
    actions.reschedule(booking, starts_at=NOON + WEEK, by=STAFF, at=LATER)
    build.notify(TOMORROW)
    assert "<s>Sat 5 Dec, 11:45 am</s>" in build.html(1)


def test_a_subject_is_no_longer_than_its_row_takes() -> None:
    charter(title="Sail " * 24, vessel=make.vessel(name="A" * 60, dock="B " * 60))
    build.notify(LATER)
    Vessel.objects.update(dock="C " * 60)
    actions.announce(Booking.objects.all(), by=STAFF, at=LATER)
    assert [len(subject) <= 200 for subject in build.notify(TOMORROW)] == [True, True]


def test_no_money_in_a_title_reaches_a_guest() -> None:
    charter(title="Smith party, deposit 200 dollars")
    (subject,) = build.notify(LATER)
    assert subject == "Confirmed: Charter on JADA, Sat 5 Dec, be there 11:45 am"
