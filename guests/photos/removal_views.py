"""“Ask to remove”: whoever sees a photo may have it hidden at once, without saying who they are."""

import re

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bookings import codes
from bookings.throttle import allowed
from guests.models import Photo, PhotoState, Site
from guests.photos import decisions
from guests.photos.removal_words import REMOVAL_WORDS
from guests.uploads import pages
from guests.uploads.entry import language_of, language_with

NAME = re.compile(r"(?P<code>\w{7})-(?P<picture>[0-9a-f]{16})", re.ASCII)
PUBLIC = (PhotoState.APPROVED, PhotoState.HIDDEN, PhotoState.REMOVING)
A_MINUTE = 60
PER_CHARTER = 30
"""A whole gallery is hidden in a few, and nobody keeps pages being published without end."""


class WhyForm(forms.Form):
    reason = forms.CharField(required=False, max_length=200)


@csrf_exempt  # it stands open to everyone and looks at no cookie: there is nobody in whose name it could be misused
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """Say what will happen to the photo CODE-NAME, and make it so when told to."""
    photo = _named(name)
    if photo is None:
        return _answer(photo, language_of(request), says="unknown", status=404)
    language = language_with(photo.booking)
    if request.method != "POST":
        return _answer(photo, language, says="title" if photo.state == PhotoState.APPROVED else "hidden")
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _answer(photo, language, says="title", error="too_long", status=400)
    if not allowed("guest-photo-removal", photo.booking.code, most=PER_CHARTER, seconds=A_MINUTE):
        return _answer(photo, language, says="title", error="too_often", status=429)
    decisions.ask_removal(photo, reason=form.cleaned_data["reason"], at=timezone.now())
    return HttpResponseRedirect(request.path, status=303)


def _named(name: str) -> Photo | None:
    named = NAME.fullmatch(name)
    code = codes.as_code(named["code"]) if named else None
    if named is None or code is None:
        return None
    rows = Photo.objects.of(code).filter(picture__startswith=named["picture"], state__in=PUBLIC)
    return rows.select_related("booking__brand__site", "booking__client").first()


def _answer(photo: Photo | None, language: str, *, says: str, error: str = "", status: int = 200) -> HttpResponse:
    """Render the page under the heading `says`: "title" asks, "hidden" and "unknown" tell."""
    words, site = REMOVAL_WORDS[language], pages.NO_SITE
    if photo is not None and photo.booking.brand is not None:
        site = Site.of(photo.booking.brand)
    context = {
        "says": says,
        "said": words,
        "heading": words[says],
        "error": words.get(error, ""),
        "gallery": site.address(photo.booking.code) if photo else "",
    }
    return pages.answer("guests/remove.html", context, site=site, language=language, status=status)
