"""Sending photos without scripts: how many, then one ready form for each, until all have arrived."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bookings.models import Booking
from bookings.outbox.targets import TransientError
from guests.models import Photo, Site
from guests.uploads import pages, presign, window
from guests.uploads.entry import admitted, language_of, language_with
from guests.uploads.progress import Stands, rows
from guests.uploads.promises import STANDS_FOR, promise
from guests.uploads.refusals import UploadError
from guests.uploads.sheet_words import SHEET_WORDS
from guests.uploads.wanted import MOST_FILES, Wanted, check_number

COOKIE = "photos"
"""Which photos this browser was promised, so that it may reload, go back and return. It holds no token."""
COOKIE_SECONDS = 3600
LIKELY = 3
TYPE = "image/jpeg"  # a form without scripts cannot say; whoever looks at the photo goes by its bytes


@sensitive_post_parameters("token")
@csrf_exempt  # the token is the secret, and pages with no-referrer have browsers send `Origin: null`
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Ask how many photos, promise each a place, and show the forms of those that have not arrived yet."""
    now = timezone.now()
    try:
        return _asked(request, now) if request.method == "POST" else _shown(request, now)
    except UploadError as error:
        return pages.refusal(error, language_of(request))
    except TransientError:
        return pages.refusal(UploadError("away", status=503), language_of(request))


def _asked(request: HttpRequest, now: datetime) -> HttpResponse:
    booking = admitted(request, request.POST.get("booking", ""), request.POST.get("token", ""))
    try:
        window.check(booking, now)
        if "count" not in request.POST:
            return _how_many(request, booking)
        return _led_to_forms(promise(booking, _nameless(request.POST["count"]), at=now))
    except UploadError as error:
        return _how_many(request, booking, error)


def _how_many(request: HttpRequest, booking: Booking, error: UploadError | None = None) -> HttpResponse:
    site, language = _site(booking), language_with(booking)
    if error and not error.field:
        return pages.refusal(error, language, site=site, back=site.address(booking.code))
    context = {
        "booking": booking.code,
        "token": request.POST["token"],
        "count": request.POST.get("count", LIKELY),
        "most": MOST_FILES,
        "at_a_time": SHEET_WORDS[language]["at_a_time"].format(most=MOST_FILES),
        "error": error.said_in(language) if error else "",
    }
    status = error.status if error else 200
    return pages.answer("guests/upload_count.html", context, site=site, language=language, status=status)


def _nameless(count: str) -> list[Wanted]:
    number = int(count) if count.isdecimal() and len(count) < 4 else 0
    check_number(number, field="count")
    return [Wanted(f"photo {index + 1}", TYPE) for index in range(number)]


def _led_to_forms(photos: Sequence[Photo]) -> HttpResponse:
    """Remember the photos by a cookie, so that what follows is a page like any other and never asked for twice."""
    response = HttpResponseRedirect(reverse("photo-upload"), status=303)
    response.set_signed_cookie(
        COOKIE,
        ".".join(str(photo.pk) for photo in photos),
        salt=COOKIE,
        max_age=COOKIE_SECONDS,
        path=reverse("photo-upload"),
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
    return response


def _shown(request: HttpRequest, now: datetime) -> HttpResponse:
    photos = _remembered(request)
    if not photos:
        return pages.answer("guests/upload_start.html", {}, site=pages.NO_SITE, language=language_of(request))
    booking = photos[0].booking
    site, language = _site(booking), language_with(booking)
    listed, words = rows(site, photos, at=now), SHEET_WORDS[language]
    arrived = sum(row.stands == Stands.ARRIVED for row in listed)
    context = {
        "rows": [(row, words.get(row.stands, "")) for row in listed],
        "arrived": arrived,
        "so_far": words["so_far"].format(arrived=arrived, all=len(listed)),
        "open": any(row.form for row in listed),
        "in_time": words["in_time"].format(minutes=STANDS_FOR.seconds // 60),
        "page": site.address(booking.code),
    }
    sends_to = presign.origin(site)
    return pages.answer("guests/upload_forms.html", context, site=site, language=language, sends_to=sends_to)


def _remembered(request: HttpRequest) -> list[Photo]:
    numbers = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_SECONDS) or ""
    found = Photo.objects.filter(pk__in=[int(number) for number in numbers.split(".") if number])
    return list(found.select_related("booking__brand__site", "booking__client").order_by("pk"))


def _site(booking: Booking) -> Site:
    assert booking.brand
    return Site.of(booking.brand)
