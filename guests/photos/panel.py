"""What a booking's page in the admin says of its photos."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from bookings.models import Booking
from guests.photos import decisions


def photo_summary(booking: Booking, request: HttpRequest) -> str:
    """Say how many photos wait for staff, with the way to them; nothing where none do."""
    number = decisions.undecided().of(booking.code).count()
    if not number or not request.user.has_perm("guests.view_photo"):
        return ""
    return render_to_string("admin/guests/photos_waiting.html", {"booking": booking, "number": number})
