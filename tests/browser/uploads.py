"""Photos on their way from a guest's phone, and what of them has come."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, Route, expect

from bookings.models import Booking
from guests.models import Site
from guests.objects import incoming
from tests.browser import build
from tests.guests import build as guests

DOOR, PRESIGN = "**/g/upload/incoming", "**/g/presign"
THANKS = "Thank you! They appear here once we have looked at them."
STAYS = "You may close this page and come back: what is not sent yet stays on this phone."
STUCK = "Nothing gets through just now. It goes on by itself as soon as it can."


def under_way(**fields: object) -> Booking:
    """A charter that set sail an hour ago, its page published."""
    now = timezone.now()
    fields.setdefault("vessel", None)
    fields["vessel"] = fields["vessel"] or build.vessel()
    booking = guests.charter(starts_at=now - timedelta(hours=1), at=now - timedelta(days=2), **fields)
    guests.publish(now)
    return booking


def picture(name: str, *, red: int = 0) -> FilePayload:
    """A small JPEG; with another `red` it is another picture."""
    body = io.BytesIO()
    Image.new("RGB", (640, 480), (red, 90, 140)).save(body, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": body.getvalue()}


def three() -> list[FilePayload]:
    return [picture(f"IMG_{number}.jpg", red=80 * number) for number in (1, 2, 3)]


THREE = ["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"]


def no_photo(name: str = "clip.gif") -> FilePayload:
    return {"name": name, "mimeType": "image/gif", "buffer": b"GIF89a"}


def open_page(page: Page, booking: Booking) -> None:
    assert booking.brand
    page.goto(Site.of(booking.brand).address(booking.code))


def choose(page: Page, *files: FilePayload) -> None:
    page.get_by_label("Choose photos").set_input_files(list(files))


def says(page: Page, words: str, *, timeout_ms: int = 5_000) -> None:
    """The one line that is read out comes to say `words`."""
    expect(page.locator(".uploader [role=status]")).to_have_text(words, timeout=timeout_ms)


def says_stuck(page: Page) -> None:
    expect(page.locator(".uploader [role=status]")).to_contain_text(STUCK)


def rows(page: Page) -> Locator:
    return page.locator(".uploader li")


def state(page: Page, name: str) -> Locator:
    """What stands below the name of a photo."""
    return rows(page).filter(has_text=name).locator("small")


def promised(booking: Booking) -> list[str]:
    return [photo.name for photo in booking.photos.order_by("name")]


def arrived(booking: Booking) -> list[str]:
    """The names of the photos of which the bytes have come."""
    assert booking.brand
    place = incoming(Site.of(booking.brand))
    return sorted(photo.name for photo in booking.photos.all() if place.see(photo.key))


@contextmanager
def no_signal(page: Page | BrowserContext) -> Iterator[None]:
    """Meanwhile nothing gets out but the page itself: a guest page keeps no copy of itself."""
    for door in (PRESIGN, DOOR):
        page.route(door, lambda route: route.abort("internetdisconnected"))
    yield
    for door in (PRESIGN, DOOR):
        page.unroute(door)


@contextmanager
def in_the_air(page: Page) -> Iterator[None]:
    """Meanwhile what is sent neither arrives nor fails; then it fails."""
    held: list[Route] = []
    page.route(DOOR, lambda route: held.append(route))
    yield
    for route in held:
        route.abort()
    page.unroute(DOOR)


def signal(page: Page) -> None:
    """Let the phone notice that there is signal again."""
    page.evaluate("dispatchEvent(new Event('online'))")
