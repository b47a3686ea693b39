"""The main job: staff save one booking in the admin, and a real worker carries it everywhere."""

import re
from contextlib import ExitStack
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from bookings.messages.models import Message
from bookings.models import Booking
from bookings.outbox.models import Delivery
from calendar_sync.feeds import feed_url
from calendar_sync.models import Feed
from tests.bookings.test_admin import entries, new_entries, page_of
from tests.crew import build as crew
from tests.processes import PATIENCE_SECONDS, SWEEP, WORKER, eventually, running

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_saved_booking_reaches_everywhere_and_so_does_every_change(
    admin_client: Browser, process_environment: dict[str, str]
) -> None:
    captain = crew.person(email="ada@example.com")
    with ExitStack() as processes:
        for command in _tree():
            processes.enter_context(running(command, process_environment))
        admin_client.post(reverse("admin:bookings_booking_add"), new_entries(admin_client))
        booking = Booking.objects.get()
        admin_client.post(page_of(booking), _with_captain(admin_client, booking, captain.pk))
        told = {"calendar": 1, "crew_calling": 1, "crew_notice": 1, "guest_notice": 1, "guest_page": 1}
        assert eventually(lambda: _delivered() == told, within_seconds=PATIENCE_SECONDS)

        assert "12:00" in _guest_page(booking)
        assert _mail_to("nora@example.com")["Subject"]
        assert _answer(_link_in(_mail_to("ada@example.com")), booking) == "accepted"
        assert _event(booking)["SEQUENCE"] >= 0

        before = _event(booking)["SEQUENCE"]
        moved = entries(admin_client, page_of(booking), starts_at="2026-12-05T14:00", ends_at="2026-12-05T17:00")
        admin_client.post(page_of(booking), moved)
        assert eventually(
            lambda: Message.objects.count() == 4 and not Delivery.objects.owed().exists(),
            within_seconds=PATIENCE_SECONDS,
        )

    assert "14:00" in _guest_page(booking)
    assert (_event(booking)["SEQUENCE"] > before, _event(booking).start.hour) == (True, 14)
    assert "14:00" in _mail_to("ada@example.com").get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert crew.standing(booking.assignments.get()) == "asked"


def _tree() -> list[list[str]]:
    """Name what delivers: a worker alone on Redis; a broker made of files may lose a ring, and needs the sweep."""
    return [WORKER] if settings.CELERY_BROKER_URL.startswith("redis") else [WORKER, SWEEP]


def _with_captain(browser: Browser, booking: Booking, person: int) -> dict[str, Any]:
    row = {"person": person, "role": crew.role().pk, "call_lead_minutes": 45}
    return entries(browser, page_of(booking)) | {
        "assignments-TOTAL_FORMS": 1,
        **{f"assignments-0-{name}": value for name, value in row.items()},
    }


def _delivered() -> dict[str, int]:
    targets = list(Delivery.objects.settled().values_list("target", flat=True))
    return {name: targets.count(name) for name in targets}


def _guest_page(booking: Booking) -> str:
    assert booking.brand is not None
    return Browser().get(f"/sites/{booking.brand.domain}/g/{booking.code.lower()}").content.decode()


def _mail_to(address: str) -> EmailMessage:
    """Read the newest e-mail to somebody, as it lies in its file."""
    newest = Message.objects.filter(to=address).latest("pk")
    found = message_from_bytes(Path(newest.provider_id).read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def _link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/c/\S+)", body.get_content())
    assert found is not None
    return found[1]


def _answer(link: str, booking: Booking) -> str:
    """Open the link as a person does, and accept."""
    phone = Browser()
    page = phone.post(link, follow=True)
    shown = re.search(r'name="shown" value="([^"]+)"', page.content.decode())
    assert shown is not None
    phone.post(reverse("crew-accept", args=[booking.code]), {"shown": shown[1]})
    return crew.standing(booking.assignments.get())


def _event(booking: Booking) -> Any:
    feed, _ = Feed.objects.get_or_create(vessel=booking.vessel)
    content = Browser().get(feed_url(feed)).content
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event
