"""The crew on a booking's page in the admin, as the office uses it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from bookings.messages.models import Message
from bookings.models import Booking
from bookings.outbox import worker
from crew import actions
from crew.models import Assignment
from crew.pay.models import AgreedRate, Rate
from tests import make
from tests.bookings.test_admin import entries
from tests.crew import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


@pytest.fixture
def office(client: Client) -> Client:
    user = make.user(username="otto")
    user.groups.add(Group.objects.get(name="office"))
    client.force_login(user)
    return client


@pytest.fixture
def owner(client: Client) -> Client:
    client.force_login(make.user(username="olive", is_superuser=True))
    return client


def save(browser: Client, booking: Booking, **typed: Any) -> Any:
    """Send the booking's form back as it came, every panel's rows included, with `typed` over it."""
    url = reverse("admin:bookings_booking_change", args=[booking.pk])
    context = browser.get(url).context
    forms = [context["adminform"].form]
    for panel in context["inline_admin_formsets"]:
        forms += [panel.formset.management_form, *panel.formset.initial_forms]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    sent = {name: value for name, value in values.items() if not (value is None or value is False or value == "")}
    return browser.post(url, sent | typed)


def row(number: int, **fields: Any) -> dict[str, Any]:
    return {f"assignments-{number}-{name}": value for name, value in fields.items()}


def new_row(booking: Booking, number: int, **fields: Any) -> dict[str, Any]:
    defaults = {"booking": booking.pk, "role": build.role().pk, "call_lead_minutes": 45}
    return {"assignments-TOTAL_FORMS": number + 1} | row(number, **defaults | fields)


def test_adding_a_person_asks_them(office: Client) -> None:
    booking, person = make.booking(), build.person()
    response = save(office, booking, **new_row(booking, 0, person=person.pk, call_lead_minutes=60))
    place = booking.assignments.get()
    assert (response.status_code, place.person, place.call_lead_minutes) == (302, person, 60)
    assert place.history.latest().actor == "user:otto"
    worker.drain("crew_notice")
    assert Message.objects.get().to == person.email


def test_a_person_who_sails_elsewhere_is_refused_with_the_charters_code(office: Client) -> None:
    elsewhere = build.assignment()
    booking = make.booking()
    response = save(office, booking, **new_row(booking, 0, person=elsewhere.person_id))
    assert (response.status_code, booking.assignments.count()) == (200, 0)
    assert elsewhere.booking.code in response.content.decode()


def test_another_role_is_paid_at_its_own_rate(office: Client) -> None:
    build.rate(4500)
    build.rate(3000, slug="crew")
    place = build.assignment()
    save(office, place.booking, **row(0, role=build.role("crew").pk))
    assert (build.fresh(place).role.slug, AgreedRate.objects.get().cents_per_hour) == ("crew", 3000)


def test_another_call_time_asks_again(office: Client) -> None:
    place = build.accepted(build.assignment())
    save(office, place.booking, **row(0, call_lead_minutes=90))
    assert (build.fresh(place).call_lead_minutes, build.standing(place)) == (90, "asked")


def test_removing_a_person_takes_their_place_away(office: Client) -> None:
    place = build.assignment()
    save(office, place.booking, **row(0, DELETE="on"))
    assert (Assignment.objects.count(), Assignment.history.latest().actor) == (0, "user:otto")


def test_a_row_keeps_its_person(office: Client) -> None:
    place = build.assignment()
    save(office, place.booking, **row(0, person=build.person().pk))
    assert build.fresh(place).person == place.person


def test_an_untouched_panel_writes_nothing(office: Client) -> None:
    place = build.assignment()
    save(office, place.booking)
    assert place.history.count() == 1


def test_the_panel_shows_answers_and_no_money(office: Client) -> None:
    build.rate(4567)
    place = actions.decline(build.assignment(), reason="Flu.", by="crew:1", at=make.NOW)
    shown = office.get(reverse("admin:bookings_booking_change", args=[place.booking_id])).content.decode()
    assert ("Declined: Flu." in shown, "45.67" in shown, "4567" in shown) == (True, False, False)


def test_new_links_are_sent_to_the_people_chosen(office: Client) -> None:
    place, other = build.assignment(), build.assignment()
    chosen = {"action": "send_new_links", "_selected_action": [place.person_id]}
    office.post(reverse("admin:crew_person_changelist"), chosen)
    assert (build.fresh(place).link_version, build.fresh(other).link_version) == (2, 1)


def test_the_office_does_not_see_rates(office: Client) -> None:
    assert office.get(reverse("admin:pay_rate_changelist")).status_code == 403


def test_a_rate_is_typed_as_people_say_it(owner: Client) -> None:
    typed = {
        "role": build.role().pk,
        "per_hour": "30.50",
        "currency": "USD",
        "from_date": "2026-01-01",
    }
    assert owner.post(reverse("admin:pay_rate_add"), typed).status_code == 302
    assert Rate.objects.get().cents_per_hour == 3050
    assert "30.50 USD" in owner.get(reverse("admin:pay_rate_changelist")).content.decode()


def test_people_and_roles_are_kept_in_the_admin(office: Client) -> None:
    person = build.person()
    pages = [reverse("admin:crew_person_change", args=[person.pk]), reverse("admin:crew_role_changelist")]
    assert [office.get(page).status_code for page in pages] == [200, 200]


def test_a_refused_row_takes_back_the_whole_save(admin_client: Client) -> None:
    elsewhere = build.assignment()
    booking = make.booking()
    url = reverse("admin:bookings_booking_change", args=[booking.pk])
    row = {"person": elsewhere.person_id, "role": build.role().pk, "call_lead_minutes": 45}
    typed = entries(admin_client, url, title="Other") | {
        "assignments-TOTAL_FORMS": 1,
        **{f"assignments-0-{name}": value for name, value in row.items()},
    }
    assert admin_client.post(url, typed).status_code == 200
    booking.refresh_from_db()
    assert (booking.title, booking.version, booking.assignments.count()) == ("Sunset sail", 1, 0)
