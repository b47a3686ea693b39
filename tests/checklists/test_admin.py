"""Checklists as the office writes them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crew.checklists.models import Phase, Template, TemplateItem, Tick
from tests import make
from tests.checklists import build
from tests.crew import build as crew

pytestmark = pytest.mark.django_db
LIST = reverse("admin:checklists_template_changelist")
ADD = reverse("admin:checklists_template_add")


@pytest.fixture
def office(client: Client) -> Client:
    user = make.user(username="otto")
    user.groups.add(Group.objects.get(name="office"))
    client.force_login(user)
    return client


def entries(*rows: dict[str, Any], existing: int = 0, **fields: Any) -> dict[str, Any]:
    """What the form sends back: the list's own fields, and its items row by row."""
    typed: dict[str, Any] = {"name": "Every charter", "vessel": "", "role": ""} | fields
    typed |= {"items-TOTAL_FORMS": len(rows), "items-INITIAL_FORMS": existing}
    for number, row in enumerate(rows):
        filled = {"phase": Phase.PREPARE.value, "order": number} | row
        typed |= {f"items-{number}-{name}": value for name, value in filled.items()}
    return typed


def row_of(item: TemplateItem, **typed: Any) -> dict[str, Any]:
    return {"id": item.pk, "template": item.template_id, "text": item.text} | typed


def save(office: Client, item: TemplateItem, **typed: Any) -> Any:
    address = reverse("admin:checklists_template_change", args=[item.template_id])
    return office.post(address, entries(row_of(item, **typed), existing=1, name=item.template.name))


def wrong(response: Any) -> list[list[str]]:
    [panel] = response.context["inline_admin_formsets"]
    return [list(form.errors.get("text", [])) for form in panel.formset.forms]


def test_the_office_writes_a_checklist(office: Client) -> None:
    response = office.post(ADD, entries({"text": "Check the bilge"}, {"text": "Safety talk", "phase": 2}))
    assert response.status_code == 302
    assert [(item.get_phase_display(), item.text) for item in TemplateItem.objects.all()] == [
        ("prepare", "Check the bilge"),
        ("board", "Safety talk"),
    ]
    assert Template.history.get().actor == "user:otto"


def test_an_item_that_speaks_of_money_is_named(office: Client) -> None:
    response = office.post(ADD, entries({"text": "Check the bilge"}, {"text": "Collect the balance of $640.75"}))
    named = (
        "“Collect the balance of $640.75” speaks of money, which crew must not see. Take the amount out, or, if it is "
        "harmless (“bring $20 for parking”), say so in this row."
    )
    assert (wrong(response), TemplateItem.objects.count()) == ([[], [named]], 0)


def test_an_amount_that_is_harmless_may_stand_in_these_words_alone(office: Client) -> None:
    office.post(ADD, entries({"text": "Bring $20 for parking", "harmless": "on"}))
    item = TemplateItem.objects.get()
    same, other = save(office, item), save(office, item, text="Bring $840 of revenue")
    assert (item.readable, same.status_code, other.status_code) == ("Bring $20 for parking", 302, 200)


def test_an_item_is_taken_off_the_list_and_stays_on_record(office: Client) -> None:
    place, item = crew.assignment(), build.item()
    build.tick(place, item)
    assert save(office, item, taken_off="on").status_code == 302
    page = office.get(reverse("admin:checklists_template_change", args=[item.template_id]))
    assert (build.done(place), "Check the bilge" in page.content.decode()) == (["Check the bilge"], False)


def test_a_list_whose_items_were_ticked_is_not_deleted(office: Client) -> None:
    place, item = crew.assignment(), build.item()
    build.tick(place, item)
    office.post(reverse("admin:checklists_template_delete", args=[item.template_id]), {"post": "yes"})
    assert Template.objects.count() == 1


def test_the_lists_say_whom_they_are_for(office: Client) -> None:
    build.items("One", "Two", vessel=make.vessel(name="JADA"), slug="captain")
    build.items("Three")
    shown = office.get(LIST).content.decode()
    wanted = ("JADA", "every vessel", "all who sail", "Captain")
    assert [words for words in wanted if words not in shown] == []


def test_the_list_of_lists_takes_the_same_queries_however_long(office: Client) -> None:
    counts = []
    for rows in (1, 29):
        for _ in range(rows):
            build.items("One", vessel=make.vessel(), slug="captain")
        with CaptureQueriesContext(connection) as queries:
            office.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_ticks_are_for_looking_at(office: Client) -> None:
    place, item = crew.assignment(), build.item()
    build.tick(place, item)
    tick = Tick.objects.get()
    page = reverse("admin:checklists_tick_change", args=[tick.pk])
    assert "Wed 25 Nov, 09:00 PST" in office.get(reverse("admin:checklists_tick_changelist")).content.decode()
    assert [office.get(page).status_code, office.post(page, {}).status_code] == [200, 403]
