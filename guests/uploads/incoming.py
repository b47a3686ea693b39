"""Takes in photos where the product itself keeps them: what S3 does for a site in a bucket."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from bookings.outbox.targets import PermanentError, TransientError
from guests.models import Photo, PhotoState, Site
from guests.objects import incoming
from guests.uploads import pages, policy
from guests.uploads.entry import language_of
from guests.uploads.refusals import UploadError
from guests.uploads.views import refused
from guests.uploads.wanted import LARGEST_BYTES

MOST_FORM_BYTES = LARGEST_BYTES + 64 * 1024
"""The largest photo, the fields before it, and what separates them."""


@sensitive_post_parameters("policy", "signature")
@csrf_exempt  # the signed policy is the proof: no cookie is looked at
@never_cache
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Store the one file of a form that we signed: 201, or 303 to where its policy says."""
    language, wants_page = language_of(request), pages.wanted_by(request)
    try:
        fields, file = _posted(request)
        take_in(fields, file, at=timezone.now())
    except UploadError as error:
        if not wants_page:
            return refused(error, language)
        return pages.refusal(error, language, back=reverse("photo-upload"))
    back_to = fields.get("success_action_redirect")
    return HttpResponseRedirect(back_to, status=303) if back_to else HttpResponse(status=201)


def take_in(fields: dict[str, str], file: "UploadedFile[bytes]", *, at: datetime) -> None:
    """Store `file` where the policy among `fields` says, until it was looked at there. Raises UploadError."""
    policy.check(fields, file.size or 0, at=at)
    photo = Photo.objects.select_related("booking__brand__site").filter(key=fields["key"]).first()
    if photo is None or photo.state != PhotoState.AWAITED:
        raise UploadError("have_it", status=409)
    assert photo.booking.brand
    place = incoming(Site.of(photo.booking.brand))
    try:
        place.put(photo.key, file.read(), content_type=photo.content_type, cache_control="no-store", over=None)
    except (TransientError, PermanentError) as error:
        raise UploadError("away", status=503) from error


def _posted(request: HttpRequest) -> tuple[dict[str, str], "UploadedFile[bytes]"]:
    """Return the fields and the file of a form, of which no more is read than a photo may have."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_FORM_BYTES:
        raise UploadError("too_large", status=413, field="file", megabytes=LARGEST_BYTES // 1024**2)
    files = [(name, file) for name, listed in request.FILES.lists() for file in listed]
    if any(len(values) != 1 for _, values in request.POST.lists()) or len(files) > 1:
        raise UploadError("altered", status=403)
    if not files or files[0][0] != "file":
        raise UploadError("no_file", status=400, field="file")
    return request.POST.dict(), files[0][1]
