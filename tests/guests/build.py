"""Builders of what guests see."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from bookings.models import Booking
from bookings.outbox import worker
from bookings.outbox.targets import Facts
from guests import facts
from guests.models import Photo, PhotoState, Site, SiteTexts
from tests import make


def charter(**fields: Any) -> Booking:
    """A booking with a lead guest, so that it owes a page and notices."""
    fields.setdefault("client", None)
    return make.booking(**fields | {"client": fields["client"] or make.client()})


def site(**fields: Any) -> Site:
    fields.setdefault("brand", None)
    texts = {name: fields.pop(name) for name in SiteTexts.WORDS if name in fields}
    made = Site.objects.create(**fields | {"brand": fields["brand"] or make.brand()})
    if texts:
        SiteTexts.objects.create(site=made, language=made.brand.language_for(""), **texts)
    return made


def queen(**fields: Any) -> Site:
    """A brand that looks like no other: teal and coral, round letters, a wave."""
    look = {
        "ink": "#06474c",
        "accent": "#ff9a85",
        "paper": "#f4faf9",
        "heading_face": "rounded",
        "header_shape": "wave",
    }
    return site(**look | fields)


def shown(booking: Booking, at: datetime = make.NOW) -> Facts:
    """The facts of its page, as they are at that time."""
    wish = facts.of_bookings([booking.code], at)[booking.code]
    assert wish.facts
    return wish.facts


def approved_photo(booking: Booking, name: str = "ab" * 32) -> Photo:
    """A photo of its gallery, as a row alone."""
    return Photo.objects.create(
        booking=booking,
        state=PhotoState.APPROVED,
        key=f"in/{booking.code}/{name}",
        promised_at=booking.boards_at,
        expires_at=booking.boards_at,
        arrived_at=booking.boards_at,
        content=name,
        picture=name,
        thumbnail=name[::-1],
        width=2560,
        height=1707,
    )


def publish(at: datetime = make.NOW) -> worker.Tally:
    return worker.drain("guest_page", clock=lambda: at)


def notify(at: datetime = make.NOW) -> list[str]:
    """Send what is due, and return the subjects of all that was sent so far."""
    worker.drain("guest_notice", clock=lambda: at)
    return [str(message.subject) for message in mail.outbox]


def html(index: int = 0) -> str:
    """The HTML of a sent e-mail."""
    message = mail.outbox[index]
    assert isinstance(message, EmailMultiAlternatives)
    return str(message.alternatives[0][0])


def domain(booking: Booking) -> str:
    assert booking.brand
    return booking.brand.domain


def file(booking: Booking, name: str = "") -> Path:
    """Where its page lies under `name`, its code if not given."""
    return Path(settings.SITES_ROOT) / domain(booking) / f"g/{name or booking.code}.html"


def files() -> list[str]:
    """Every object that stands, as DOMAIN/KEY."""
    root = Path(settings.SITES_ROOT)
    found = (path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(str(path.relative_to(root)) for path in found)
