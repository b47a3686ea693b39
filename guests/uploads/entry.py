"""Who may send photos of a charter: whoever holds the token that stands on its page."""

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from bookings import codes, tokens
from bookings.models import Booking
from bookings.throttle import allowed
from guests.uploads.refusals import FALLBACK, REASONS, UploadError

A_MINUTE = 60
PER_CHARTER, STRANGERS_PER_ADDRESS = 60, 30
"""Guests aboard share one address, so it counts against nobody who has the token."""


def admitted(request: HttpRequest, code: str, token: str) -> Booking:
    """Return the charter that `code` and `token` belong to. Raises UploadError, the same whichever of them is wrong."""
    numbers = tokens.read("upload", token)
    booking = _booking(code, numbers[0]) if numbers else None
    if booking is None:
        if not allowed("guest-upload-strangers", _address(request), most=STRANGERS_PER_ADDRESS, seconds=A_MINUTE):
            raise UploadError("too_often", status=429)
        # 401, since a brand's distribution may show its own page in place of every 403 and 404, ours too.
        raise UploadError("no_entry", status=401)
    if not allowed("guest-upload", booking.code, most=PER_CHARTER, seconds=A_MINUTE):
        raise UploadError("too_often", status=429)
    return booking


def language_with(booking: Booking) -> str:
    """Return the language in which its page speaks."""
    assert booking.brand
    return booking.brand.language_for(booking.client.language if booking.client else "")


def language_of(request: HttpRequest) -> str:
    """Guess the language of a reader of whom we know no charter."""
    preferred = request.headers.get("Accept-Language", "")[:2].lower()
    return preferred if preferred in REASONS else FALLBACK


def _booking(code: str, pk: int) -> Booking | None:
    rows = Booking.objects.charters().select_related("vessel", "brand__site", "client")
    return rows.filter(pk=pk, code=codes.as_code(code)).first()


def _address(request: HttpRequest) -> str:
    return BaseThrottle().get_ident(Request(request)) or ""
