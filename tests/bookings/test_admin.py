"""The booking's page in the admin, as the office uses it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client as Browser
from django.urls import reverse

from bookings import actions
from bookings.models import Booking, Stage
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from tests import make
from tests.make import NOON, NOW, STAFF

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Browser) -> Browser:
    """A browser signed in as office staff, who may not see money."""
    user = make.user(username="otto")
    user.groups.add(Group.objects.get(name="office"))
    client.force_login(user)
    return client


def page_of(booking: Booking) -> str:
    return reverse("admin:bookings_booking_change", args=[booking.pk])


def entries(browser: Browser, url: str, **typed: Any) -> dict[str, Any]:
    """Return what the form at `url` would send back, with `typed` over it: every panel's rows as they stand."""
    context = browser.get(url).context
    form = context["adminform"].form
    values = {bound.html_name: bound.value() for bound in form}
    for panel in context["inline_admin_formsets"]:
        for part in (panel.formset.management_form, *panel.formset.initial_forms):
            values |= {bound.html_name: bound.value() for bound in part}
    return {
        name: value for name, value in values.items() if not (value is None or value is False or value == "")
    } | typed


def errors(response: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = response.context["adminform"].form.errors
    return {field: list(lines) for field, lines in found.items()}


def new_entries(browser: Browser, **typed: Any) -> dict[str, Any]:
    facts = {
        "title": "Sunset sail",
        "kind": "charter",
        "stage": "confirmed",
        "vessel": make.vessel().pk,
        "brand": make.brand().pk,
        "client": make.client().pk,
        "starts_at": "2026-12-05T12:00",
        "party_size": 6,
    }
    return entries(browser, reverse("admin:bookings_booking_add"), **facts | typed)


def test_one_save_makes_a_booking_and_all_that_it_owes(office: Browser) -> None:
    response = office.post(reverse("admin:bookings_booking_add"), new_entries(office))
    booking = Booking.objects.get()
    assert response.status_code == 302
    assert (booking.starts_at, booking.ends_at) == (NOON, NOON + timedelta(hours=3))
    assert booking.history.get().actor == "user:otto"
    owed = Delivery.objects.owed().order_by("target").values_list("target", flat=True)
    assert list(owed) == ["calendar", "crew_calling", "guest_notice", "guest_page"]


def test_times_are_typed_and_shown_in_port_time(office: Browser) -> None:
    booking = make.booking(vessel=make.vessel(time_zone="Europe/Madrid"), ends_at=NOON + timedelta(hours=2))
    form = office.get(page_of(booking)).context["adminform"].form
    assert [form[name].value() for name in ("starts_at", "ends_at")] == ["2026-12-05T21:00", "2026-12-05T23:00"]


def test_a_time_that_the_clocks_skip_is_asked_about(office: Browser) -> None:
    response = office.post(
        reverse("admin:bookings_booking_add"),
        new_entries(office, starts_at="2027-03-14T02:30", ends_at="2027-03-14T06:00"),
    )
    assert "02:30 does not exist on 14 Mar 2027" in errors(response)["starts_at"][0]
    assert not Booking.objects.exists()


def test_a_time_that_happens_twice_is_asked_about_and_the_answer_taken(office: Browser) -> None:
    typed = new_entries(office, starts_at="2026-11-01T01:30", ends_at="2026-11-01T06:00")
    asked = office.post(reverse("admin:bookings_booking_add"), typed)
    assert "happens twice" in errors(asked)["starts_at"][0]
    office.post(reverse("admin:bookings_booking_add"), typed | {"starts_which": "1"})
    assert Booking.objects.get().starts_at.hour == 9


def test_a_taken_slot_is_said_at_the_field_and_keeps_what_was_typed(office: Browser) -> None:
    first = make.booking()
    typed = new_entries(office, vessel=first.vessel.pk, title="Whale watch")
    response = office.post(reverse("admin:bookings_booking_add"), typed)
    assert first.code in errors(response)["starts_at"][0]
    assert response.context["adminform"].form["title"].value() == "Whale watch"
    assert Booking.objects.count() == 1


def test_a_party_too_large_is_said_at_the_field(office: Browser) -> None:
    response = office.post(reverse("admin:bookings_booking_add"), new_entries(office, party_size=13))
    assert "takes 12 passengers" in errors(response)["party_size"][0]


def test_an_edit_reschedules_through_the_actions(office: Browser) -> None:
    booking = make.booking()
    typed = entries(office, page_of(booking), starts_at="2026-12-05T14:00", ends_at="2026-12-05T17:00")
    assert office.post(page_of(booking), typed).status_code == 302
    booking.refresh_from_db()
    assert (booking.starts_at, booking.rescheduled_from) == (NOON + timedelta(hours=2), NOON)


def test_a_save_without_changes_writes_nothing(office: Browser) -> None:
    booking = make.booking()
    assert office.post(page_of(booking), entries(office, page_of(booking))).status_code == 302
    booking.refresh_from_db()
    assert booking.version == 1


def test_the_second_editor_is_shown_what_changed_and_overwrites_nothing(office: Browser) -> None:
    booking = make.booking()
    typed = entries(office, page_of(booking), title="Otto's title")
    actions.edit(booking, {"party_size": 9, "crew_notes": "Bring ice."}, by="user:olive", at=NOW)
    response = office.post(page_of(booking), typed)
    said = errors(response)["__all__"][0]
    assert said.startswith(
        "olive changed this booking since you opened it. Party size: 6 → 9. Crew notes: — → Bring ice."
    )
    booking.refresh_from_db()
    assert booking.title == "Sunset sail"

    form = response.context["adminform"].form
    again = {**typed, "seen": form["seen"].value(), "party_size": form["party_size"].value()}
    office.post(page_of(booking), again | {"crew_notes": form["crew_notes"].value()})
    booking.refresh_from_db()
    assert (booking.title, booking.party_size, booking.crew_notes) == ("Otto's title", 9, "Bring ice.")


def test_money_in_what_others_read_is_named_and_asked_about(office: Browser) -> None:
    booking = make.booking()
    typed = entries(office, page_of(booking), crew_notes="Bring ice.\nRevenue: $840.75")
    response = office.post(page_of(booking), typed)
    assert "“Revenue: $840.75”" in errors(response)["crew_notes"][0]
    booking.refresh_from_db()
    assert booking.crew_notes == ""


def test_harmless_amounts_stay_and_are_not_asked_about_again(office: Browser) -> None:
    booking = make.booking()
    typed = entries(office, page_of(booking), guest_notes="Bring $20 for parking.", money_is="harmless")
    assert office.post(page_of(booking), typed).status_code == 302
    assert office.post(page_of(booking), entries(office, page_of(booking), title="Other")).status_code == 302
    booking.refresh_from_db()
    assert (booking.guest_notes, booking.title) == ("Bring $20 for parking.", "Other")


def test_office_moves_money_to_the_ledger_without_seeing_it(office: Browser) -> None:
    from bookings.ledger.models import ChargeLine

    booking = make.booking()
    typed = entries(office, page_of(booking), crew_notes="Bring ice.\nRevenue: $840.75", money_is="ledger")
    assert office.post(page_of(booking), typed).status_code == 302
    booking.refresh_from_db()
    assert booking.crew_notes == "Bring ice."
    assert ChargeLine.objects.get(booking=booking).amount_cents == 84075


@pytest.mark.parametrize(
    ("stage", "name", "sent", "result"),
    [
        (Stage.INQUIRY, "confirm", {}, Stage.CONFIRMED),
        (Stage.INQUIRY, "hold", {"until": "2027-01-01T12:00"}, Stage.HOLD),
        (Stage.CONFIRMED, "cancel", {"cause": "weather"}, Stage.CANCELLED),
    ],
)
def test_verbs_ask_first_and_act_on_post(
    office: Browser, stage: Stage, name: str, sent: dict[str, str], result: Stage
) -> None:
    booking = make.booking(stage=stage)
    url = reverse("admin:bookings_booking_verb", args=[booking.pk, name])
    assert office.get(url).status_code == 200
    booking.refresh_from_db()
    assert booking.stage == stage
    assert office.post(url, {"seen": 1, **sent}).status_code == 302
    booking.refresh_from_db()
    assert (booking.stage, booking.history.first().actor) == (result, "user:otto")


def test_a_verb_that_is_refused_says_why(office: Browser) -> None:
    first = make.booking()
    inquiry = make.booking(vessel=first.vessel, stage=Stage.INQUIRY)
    response = office.post(reverse("admin:bookings_booking_verb", args=[inquiry.pk, "confirm"]), {"seen": 1})
    assert first.code in response.content.decode()


def test_a_verb_waits_for_another_look_where_somebody_changed_the_booking(office: Browser) -> None:
    booking = make.booking()
    actions.edit(booking, {"party_size": 9}, by="user:olive", at=NOW)
    url = reverse("admin:bookings_booking_verb", args=[booking.pk, "cancel"])
    response = office.post(url, {"seen": 1, "cause": "weather"}, follow=True)
    assert "was changed since you opened it" in response.content.decode()
    booking.refresh_from_db()
    assert booking.stage == Stage.CONFIRMED


def test_a_booking_is_never_deleted(admin_client: Browser) -> None:
    booking = make.booking()
    assert admin_client.post(reverse("admin:bookings_booking_delete", args=[booking.pk])).status_code == 403


def test_the_page_shows_what_the_outside_knows_and_tries_again(office: Browser) -> None:
    booking = make.booking(client=make.client())
    worker.drain("calendar", clock=lambda: NOW)
    shown = [(row.target, row.state) for row in office.get(page_of(booking)).context["deliveries"]]
    assert ("calendar", "delivered") in shown
    Delivery.objects.filter(target="guest_page").update(parked_at=NOW, error="No such bucket.")
    page = office.get(page_of(booking)).content.decode()
    assert "No such bucket." in page
    office.post(reverse("admin:outbox_delivery_retry", args=[booking.code]), {"next": page_of(booking)})
    assert Delivery.objects.parked().count() == 0


def test_a_retry_leads_nowhere_else(office: Browser) -> None:
    booking = make.booking()
    url = reverse("admin:outbox_delivery_retry", args=[booking.code])
    assert office.get(url).status_code == 405
    sent = office.post(url, {"next": "https://elsewhere.example.com/"})
    assert sent["Location"] == reverse("admin:outbox_delivery_changelist")


def test_a_dock_that_changes_reaches_every_charter_to_come(office: Browser) -> None:
    booking = make.booking(client=make.client())
    Delivery.objects.all().delete()
    url = reverse("admin:bookings_vessel_change", args=[booking.vessel.pk])
    office.post(url, entries_of_vessel(office, url) | {"dock": "Pier 2"})
    assert Delivery.objects.owed().filter(target="guest_page").count() == 1


def entries_of_vessel(browser: Browser, url: str) -> dict[str, Any]:
    form = browser.get(url).context["adminform"].form
    return {bound.html_name: bound.value() for bound in form if bound.value() is not None}


@pytest.mark.parametrize("count", [1, pytest.param(30, marks=pytest.mark.slow)])
def test_the_list_asks_no_more_questions_for_more_bookings(
    office: Browser, django_assert_max_num_queries: Any, count: int
) -> None:
    vessel, brand = make.vessel(), make.brand()
    for number in range(count):
        make.booking(vessel=vessel, brand=brand, starts_at=NOON + timedelta(days=number))
    with django_assert_max_num_queries(16):
        office.get(reverse("admin:bookings_booking_changelist"))


def test_the_history_names_the_actor(office: Browser) -> None:
    booking = make.booking(by=STAFF)
    assert STAFF in office.get(reverse("admin:bookings_booking_history", args=[booking.pk])).content.decode()
