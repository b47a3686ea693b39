"""Hands a page's script the forms for the photos that a guest chose."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bookings.models import Booking
from bookings.outbox.targets import TransientError
from guests.models import Site
from guests.uploads import presign, wanted
from guests.uploads.entry import admitted, language_of, language_with
from guests.uploads.promises import promise
from guests.uploads.refusals import UploadError

MOST_BYTES = 64 * 1024


@csrf_exempt  # the token in the body is the secret: no cookie is looked at
@never_cache
@require_POST
def presigned(request: HttpRequest) -> JsonResponse:
    """Promise a place to each photo and answer with its form, in the same order.

    {"booking", "token", "files": [{"name", "size", "type"}]} → {"posts": [{"url", "fields"}]},
    or {"error": a sentence, "field": "files[3].type"} with 400, 401, 409, 413, 429 or 503.
    """
    language = language_of(request)
    try:
        code, token, files = _asked(request)
        booking = admitted(request, code, token)
        language = language_with(booking)
        return JsonResponse({"posts": _posts(booking, files)})
    except UploadError as error:
        return refused(error, language)
    except TransientError:
        return refused(UploadError("away", status=503), language)


def refused(error: UploadError, language: str) -> JsonResponse:
    return JsonResponse({"error": error.said_in(language), "field": error.field}, status=error.status)


def _asked(request: HttpRequest) -> tuple[str, str, Any]:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise UploadError("unreadable", status=413)
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        asked = None
    match asked:
        case {"booking": str(code), "token": str(token), "files": files} if request.content_type == "application/json":
            return code, token, files
    raise UploadError("unreadable", status=400)


def _posts(booking: Booking, files: Any) -> list[dict[str, Any]]:
    now = timezone.now()
    photos = promise(booking, wanted.read(files), at=now)
    assert booking.brand
    forms = [presign.form(Site.of(booking.brand), photo, at=now) for photo in photos]
    return [{"url": form.url, "fields": form.fields} for form in forms]
