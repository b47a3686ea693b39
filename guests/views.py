"""Serves guest pages from storage, as the brand's domain would."""

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from bookings.outbox.targets import PermanentError, TransientError
from guests import names
from guests.models import Page, Site
from guests.objects import published
from guests.placing import CONTENT_TYPES, cache_control
from guests.rendering import render_missing

LARGEST_BYTES = 20_000_000
AGAIN_SECONDS = 10


@csp_exempt()  # type: ignore[arg-type]  # a page carries its own policy, stricter than the house's
@require_safe
def page(request: HttpRequest, domain: str, name: str) -> HttpResponse:
    """Answer with the object that /g/`name` means on `domain`; an unknown domain is 404, and so is an unknown name.

    Only what a row proves ours is served. A bucket out of reach is 503.
    """
    site = get_object_or_404(Site.objects.select_related("brand"), brand__domain=domain)
    key = names.key_for(site.key_prefix, name)
    stored = Page.objects.filter(site=site, key=key).exclude(tag="").first() if key else None
    response = (_stored(request, site, stored) if stored else None) or _missing(site)
    response["X-Robots-Tag"] = "noindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _stored(request: HttpRequest, site: Site, page: Page) -> HttpResponse | None:
    """Answer 304 without touching storage where the reader has these bytes; None where the object is gone."""
    etag = f'"{page.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            body = published(site).read(page.key, at_most=LARGEST_BYTES)
        except (TransientError, PermanentError):
            return _out_of_reach()
        if body is None:
            return None
        response = HttpResponse(body, content_type=CONTENT_TYPES[page.key.rpartition(".")[2]])
    response["ETag"] = etag
    response["Cache-Control"] = cache_control(site, page.kind)
    return response


def _missing(site: Site) -> HttpResponse:
    return HttpResponse(render_missing(site), status=404, headers={"Cache-Control": "no-cache"})


def _out_of_reach() -> HttpResponse:
    return HttpResponse(
        "This page is out of reach for a moment. Please try again.\n",
        status=503,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": AGAIN_SECONDS, "Cache-Control": "no-store"},
    )
