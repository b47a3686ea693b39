"""A guest asks us to forget them."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.test import Client as Browser
from django.urls import reverse

from bookings import actions
from bookings.clock import spoken
from bookings.duty.actions import raise_alarm
from bookings.duty.models import Alarm
from bookings.erasing import StillToComeError, erase_client
from bookings.importing.models import ImportedRow
from bookings.messages.models import Channel, Message, Outcome, Reason, Unreachable
from bookings.messages.outcomes import settle
from bookings.messages.reach import give_up_on
from bookings.models import Booking, CancelCause, Client, Stage
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from bookings.outbox.targets import targets
from guests.models import Photo, Site
from guests.objects import incoming
from guests.photos import decisions
from tests import make
from tests.guests import build
from tests.guests.photos import build as photos
from tests.importing import build as importing
from tests.make import NOON, NOW, STAFF

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EVE, AFTER = NOON - timedelta(hours=20), NOON + timedelta(days=30)
TRACES = ["nora", "quist", "marlow", "birthday", "allerg", "0123", "0177", "swan"]
"""What betrays Nora Quist, once Nora Marlow, wherever it stands; in small letters."""


def everything() -> dict[str, str]:
    """Every table, as one text in small letters."""
    models: list[type[Model]] = list(apps.get_models(include_auto_created=True))
    return {model._meta.label: repr(list(model._base_manager.values())).lower() for model in models}


def traces() -> list[tuple[str, str]]:
    return [(table, trace) for table, rows in everything().items() for trace in TRACES if trace in rows]


def theirs() -> list[str]:
    """Every object of a charter, on brands' domains and before staff; the uploader is the whole site's."""
    waiting = [key for site in Site.objects.all() for key in incoming(site).listed("")]
    return waiting + [name for name in build.files() if "/g/uploader-" not in name]


def drain(at: Any = AFTER) -> None:
    """Deliver everything that is owed, everywhere."""
    for name in targets():
        worker.drain(name, clock=lambda: at)


def erase(client: Client, at: Any = AFTER) -> Client:
    erase_client(client, by=STAFF, at=at)
    client.refresh_from_db()
    return client


@pytest.fixture
def nora() -> Client:
    return make.client(name="Nora Marlow", agreed_to_sms=True)


@pytest.fixture
def known(nora: Client) -> Booking:
    """A charter of someone of whom we know all that we ever know, who was told everything."""
    booking = build.charter(
        client=nora,
        title="Nora's birthday",
        slug="nora-birthday",
        guest_notes="Nora is allergic to nuts.",
        crew_notes="Ask for Mrs. Swan.",
        internal_notes="Quist pays, nora@example.com",
        source="boatsetter",
        external_ref="B-1",
        harmless_texts=["Bring $20 for Nora's present"],
    )
    drain(NOW + timedelta(hours=1))
    nora.name, nora.email, nora.phone = "Nora Quist", "nora.quist@example.com", "+16195550177"
    nora.save()
    actions.announce(nora.bookings.all(), by=STAFF, at=NOW)
    drain(EVE)
    for message in Message.objects.filter(about=booking.code, key__startswith="guest_notice:"):
        settle(message, Outcome.BOUNCED, at=EVE, reason="nora.quist@example.com: no such user")
    drain(EVE)
    photos.sent(booking, name="nora.jpg", at=EVE)
    decisions.approve(Photo.objects.all(), by=STAFF, at=EVE)
    drain(NOON)
    raise_alarm("storm", about=booking.code, words="Storm coming.", at=EVE)
    ImportedRow.objects.create(
        source="boatsetter",
        reference="B-1",
        file="season.csv",
        read_at=NOW,
        values={"client_name": "Nora Quist", "client_email": "nora@example.com", "title": "Nora's", "party_size": 6},
    )
    log(nora, str(nora), [{"changed": {"fields": ["Email"]}}])
    log(booking, str(booking), [{"added": {"object": "Nora Quist"}}])
    log(Unreachable.objects.earliest("pk"), str(Unreachable.objects.earliest("pk")), [])
    booking.refresh_from_db()
    return booking


def log(row: Model, called: str, message: list[Any]) -> None:
    LogEntry.objects.create(
        user=make.user(),
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=called,
        action_flag=CHANGE,
        change_message=json.dumps(message),
    )


def test_nothing_in_the_database_speaks_of_them(known: Booking, nora: Client) -> None:
    assert {
        "booking_messages.Message",
        "outbox.Delivery",
        "duty.Alarm",
        "admin.LogEntry",
        "bookings.HistoricalBooking",
    } <= {table for table, _ in traces()}
    erase(nora)
    drain()
    assert traces() == []


def test_page_and_photos_go_and_nobody_is_told_anything(known: Booking, nora: Client) -> None:
    sent = Message.objects.count()
    assert len(theirs()) == 7
    erase(nora)
    drain()
    drain(AFTER + timedelta(minutes=5))
    assert (theirs(), Message.objects.count()) == ([], sent)


def test_the_charter_stays_under_a_number(known: Booking, nora: Client) -> None:
    erased = erase(nora)
    known.refresh_from_db()
    assert (erased.name, erased.email, str(erased.phone), erased.agreed_to_sms, erased.erased_at) == (
        *(f"Erased guest {nora.pk}", "", "", False),
        AFTER,
    )
    assert (known.title, known.slug, known.guest_notes) == (f"Charter on {known.vessel}", "", "")
    assert (known.starts_at, known.party_size, known.external_ref) == (NOON, 6, "B-1")
    assert [row.history.latest().actor for row in (erased, known)] == [STAFF, STAFF]


def test_what_does_not_speak_of_them_stays(known: Booking, nora: Client) -> None:
    other = build.charter(
        client=make.client(name="Nell", email="nell@example.com"), starts_at=NOON + timedelta(days=60)
    )
    drain(AFTER)
    erase(nora)
    assert Message.objects.get(about=other.code, channel=Channel.EMAIL).to == "nell@example.com"
    storm = Alarm.objects.get(key="storm")
    assert (storm.words, storm.rings()) == ("Storm coming.", True)


def test_alarms_that_name_them_end(known: Booking, nora: Client) -> None:
    assert Alarm.objects.ringing().filter(words__contains="Nora Quist").count() == 1
    erase(nora)
    assert Alarm.objects.ringing().exclude(key="storm").count() == 0


def test_an_address_that_bounced_is_forgotten(nora: Client) -> None:
    give_up_on("nora@example.com", channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW)
    erase(nora)
    assert not Unreachable.objects.exists()


def test_the_same_file_imported_again_brings_nothing_back() -> None:
    make.vessel(), make.brand(is_default=True)
    file = importing.csv(
        "reference,start,title,slug,client_name,client_email,client_phone,guest_notes",
        "A-1,2026-12-05T12:00,Birthday of Nora,nora-birthday,Nora Quist,nora@example.com,+16195550123,Nora sings.",
    )
    importing.imported(file)
    erase(Client.objects.get())
    drain()
    assert (importing.imported(file, at=AFTER).updated, Client.objects.count()) == (0, 1)
    drain()
    assert traces() == []


def test_a_text_on_its_way_is_not_repeated_by_email(known: Booking, nora: Client) -> None:
    Message.objects.update(email_by=AFTER, fallback_email="nora.quist@example.com")
    erase(nora)
    assert not Message.objects.filter(about=known.code, key__startswith="guest_notice:").exclude(email_by=None).exists()


@pytest.mark.parametrize("stage", [Stage.HOLD, Stage.CONFIRMED])
def test_whoever_is_still_to_sail_is_not_erased(nora: Client, stage: Stage) -> None:
    booking = build.charter(client=nora, stage=stage)
    with pytest.raises(StillToComeError) as refused:
        erase(nora, at=NOW)
    when = spoken(NOON, booking.zone)
    assert str(refused.value).startswith(f"{booking.code} is still to come, {when}, and nobody could reach its guest.")
    assert Client.objects.get().name == "Nora Marlow"


def test_once_it_is_cancelled_they_are(nora: Client) -> None:
    booking = build.charter(client=nora)
    drain(NOW + timedelta(hours=1))
    actions.cancel(booking, cause=CancelCause.CLIENT, by=STAFF, at=NOW)
    drain(NOW + timedelta(hours=2))
    told = Message.objects.count()
    erase(nora, at=NOW + timedelta(hours=3))
    drain(NOW + timedelta(hours=4))
    assert (traces(), build.files(), Message.objects.count()) == ([], [], told)


def test_a_hold_that_ran_out_is_not_told_of_to_the_erased(nora: Client) -> None:
    booking = build.charter(client=nora, stage=Stage.HOLD)
    drain(NOW + timedelta(hours=1))
    assert booking.hold_expires_at
    actions.tick(at=booking.hold_expires_at)
    erase(nora, at=booking.hold_expires_at)
    drain(booking.hold_expires_at + timedelta(hours=1))
    assert Message.objects.count() == 2
    assert Delivery.objects.of("guest_notice", booking.code).get().facts is None


def test_who_is_erased_stays_so_and_is_erased_once(known: Booking, nora: Client) -> None:
    erase(nora)
    versions = Client.history.count(), Booking.history.count()
    assert erase(nora, at=AFTER + timedelta(days=1)).erased_at == AFTER
    assert (Client.history.count(), Booking.history.count()) == versions


@pytest.fixture
def office(client: Browser) -> Browser:
    user = make.user(username="otto")
    user.groups.add(Group.objects.get(name="office"))
    client.force_login(user)
    return client


def page(name: str, client: Client) -> str:
    return reverse(f"admin:bookings_client_{name}", args=[client.pk])


def test_staff_are_shown_what_goes_and_what_stays_before_anything_happens(office: Browser, nora: Client) -> None:
    shown = office.get(page("erase", nora)).content.decode()
    assert [words in shown for words in ("What goes, for good", "What stays", "Erase this guest")] == [True] * 3
    assert Client.objects.get().erased_at is None


def test_staff_erase_a_guest(office: Browser, nora: Client) -> None:
    response = office.post(page("erase", nora), follow=True)
    erased = Client.objects.get()
    assert (response.status_code, erased.erased_at is not None) == (200, True)
    assert erased.history.latest().actor == "user:otto"
    assert "Marlow" not in response.content.decode()


def test_a_refusal_is_shown_with_its_reason(office: Browser, nora: Client) -> None:
    booking = build.charter(client=nora, starts_at=NOON + timedelta(days=3650))
    assert f"{booking.code} is still to come" in office.post(page("erase", nora)).content.decode()


@pytest.mark.parametrize("name", ["erase", "delete"])
def test_who_is_erased_can_be_neither_erased_nor_deleted_nor_changed(office: Browser, nora: Client, name: str) -> None:
    erase(nora)
    assert office.get(page(name, nora)).status_code == 403
    assert office.post(page("change", nora), {"name": "Nora"}).status_code == 403


def test_who_may_only_read_erases_nobody(client: Browser, nora: Client) -> None:
    user = make.user()
    user.groups.add(Group.objects.get(name="bookkeeper"))
    client.force_login(user)
    assert client.post(page("erase", nora)).status_code == 403
    assert Client.objects.get().erased_at is None
