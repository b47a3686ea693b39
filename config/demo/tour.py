"""What there is to open after the demo has run: of one charter, everything the outside has."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bookings.messages.models import Channel, Message
from bookings.models import Booking, Stage, Vessel
from bookings.outbox.models import Delivery
from calendar_sync.feeds import feed_url
from calendar_sync.models import Entry, Feed
from config.demo import amazon
from config.demo.fleet import LOG_INS
from crew.access import link_for
from crew.models import Assignment
from guests.models import Hosting, Page

A_DAY = timedelta(days=1)
"""In its last hours a charter asks everyone who could still come."""


class NothingToShowError(Exception):
    """No charter has a guest page yet."""


def facts(*, aws: str) -> dict[str, Any]:
    """Describe the next charter that has a page, or the last there was, as `demo --json` prints it.

    `aws` is the address of the AWS stand-in, "" without one.
    """
    booking = _charter()
    page = Page.objects.select_related("site__brand").get(
        booking_code=booking.code, key__endswith=f"{booking.code}.html"
    )
    return {
        "booking": booking.code,
        "guest_page": {
            "url": page.site.address(booking.code),
            "file": _object(page),
        },
        "calendar_entry": {"url": _entry_address(booking), "feed": _feed_address(booking.vessel)},
        "crew": [
            {
                "name": assignment.person.name,
                "link": link_for(assignment),
                "message_file": _message_file(assignment),
            }
            for assignment in booking.assignments.select_related("person")
        ],
        "deliveries": {
            "delivered": Delivery.objects.settled().count(),
            "owed": Delivery.objects.owed().count(),
            "parked": Delivery.objects.parked().count(),
        },
        **({"aws": aws} if aws else {}),
    }


def in_words(shown: dict[str, Any]) -> str:
    """Say what to open, and as whom."""
    owner, office = (f"{name} (password {password})" for name, password in LOG_INS.items())
    lines = [
        ("Admin", f"{settings.PUBLIC_URL}/admin/"),
        ("", f"{owner} may see money; {office} may not"),
        ("Guest page", shown["guest_page"]["url"]),
        *(("Crew link", f"{member['link']}  {member['name']}") for member in shown["crew"][:1]),
        ("Calendar", shown["calendar_entry"]["url"]),
        ("Calendar feed", shown["calendar_entry"]["feed"]),
        *_inboxes(shown.get("aws", "")),
    ]
    return "\n".join(f"  {name:<14} {what}" for name, what in lines)


def _charter() -> Booking:
    """Choose a confirmed charter with a page: the next one that is still a day off, else the last."""
    paged = Booking.objects.charters().filter(code__in=Page.objects.values("booking_code")).select_related("vessel")
    coming = paged.confirmed().filter(starts_at__gt=timezone.now() + A_DAY).order_by("starts_at")
    sailed = paged.filter(stage__in=[Stage.CONFIRMED, Stage.COMPLETED]).order_by("-starts_at")
    booking = coming.first() or sailed.first()
    if booking is None:
        raise NothingToShowError("No charter has a guest page yet; see the admin for what is owed.")
    return booking


def _entry_address(booking: Booking) -> str:
    entry = Entry.objects.get(code=booking.code)
    return f"{settings.PUBLIC_URL}{reverse('admin:calendar_sync_entry_change', args=[entry.pk])}"


def _feed_address(vessel: Vessel) -> str:
    return feed_url(Feed.objects.filter(vessel=vessel, active=True).earliest("pk"))


def _message_file(assignment: Assignment) -> str:
    """Return the newest e-mail that told this person of this charter."""
    key = f"crew_notice:{assignment.booking.code}:{assignment.person_id}:"
    told = Message.objects.filter(Q(key__startswith=key) | Q(parts__key__startswith=key)).order_by("-created_at")
    message = told.filter(channel=Channel.EMAIL).first() or told.first()
    return message.provider_id if message else ""


def _object(page: Page) -> str:
    if page.site.hosting == Hosting.BUCKET:
        return f"s3://{page.site.bucket}/{page.key}"
    return str(Path(settings.SITES_ROOT) / page.object_name)


def _inboxes(aws: str) -> list[tuple[str, str]]:
    """Say where to read what was sent."""
    if aws:
        return [(name, f"{aws}{path}") for name, path in amazon.INBOXES.items()]
    folders = {"E-mails": Path(settings.EMAIL_FILE_PATH), "Text messages": Path(settings.SMS_FILE_PATH)}
    return [(name, f"{folder}  ({_files(folder)} files)") for name, folder in folders.items()]


def _files(folder: Path) -> int:
    return sum(1 for _ in folder.glob("*")) if folder.exists() else 0
