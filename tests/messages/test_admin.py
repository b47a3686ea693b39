"""What staff see of messages, and what they may do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.messages.models import Channel, Outcome, Reason, Unreachable
from bookings.messages.reach import give_up_on, reachable
from tests import make
from tests.make import NOW
from tests.messages import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make.user(is_superuser=True))
    return client


def test_the_page_of_a_message_shows_its_fate_and_not_its_text(staff: Client) -> None:
    message = build.message(outcome=Outcome.BOUNCED, reason="user unknown", text="http://127.0.0.1/c/scuttlebutt")
    for name, args in (("change", [message.pk]), ("changelist", [])):
        page = staff.get(reverse(f"admin:booking_messages_message_{name}", args=args)).content.decode()
        assert ("user unknown" in page, "scuttlebutt" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_for_one_as_for_thirty(
    staff: Client, count: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(count):
        build.message()
    with django_assert_max_num_queries(10):
        staff.get(reverse("admin:booking_messages_message_changelist"))


def test_staff_lift_an_address_by_deleting_it(staff: Client) -> None:
    known = give_up_on("Nora@example.com", channel=Channel.EMAIL, reason=Reason.BOUNCED, at=NOW)
    assert not reachable("nora@example.com")
    page = staff.get(reverse("admin:booking_messages_unreachable_changelist")).content.decode()
    assert "nora@example.com" in page
    staff.post(reverse("admin:booking_messages_unreachable_delete", args=[known.pk]), {"post": "yes"})
    assert reachable("nora@example.com")


def test_the_first_reason_stays() -> None:
    for reason in (Reason.BOUNCED, Reason.COMPLAINED):
        give_up_on("nora@example.com", channel=Channel.EMAIL, reason=reason, at=NOW)
    assert [str(known) for known in Unreachable.objects.all()] == ["nora@example.com bounced on 25 Nov."]
