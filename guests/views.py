"""Serves guest pages from storage, as the brand's domain would."""

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from guests import names
from guests.models import Page, Site
from guests.objects import published
from guests.placing import CONTENT_TYPES
from guests.rendering import render_missing

LARGEST_BYTES = 20_000_000


@csp_exempt()  # type: ignore[arg-type]  # a page carries its own policy, stricter than the house's
@require_safe
def page(request: HttpRequest, domain: str, name: str) -> HttpResponse:
    """Answer with the object that /g/`name` means on `domain`; an unknown domain is 404, and so is an unknown name."""
    site = get_object_or_404(Site.objects.select_related("brand"), brand__domain=domain)
    stored = site.pages.filter(key=names.key_for(site.key_prefix, name)).exclude(tag="").first()
    response = _stored(request, stored) if stored else None
    if response is None:
        response = HttpResponse(render_missing(site), status=404)
        response["Cache-Control"] = "no-cache"
    else:
        response["Cache-Control"] = f"public, max-age=0, must-revalidate, s-maxage={site.cache_seconds}"
    response["X-Robots-Tag"] = "noindex"
    return response


def _stored(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer 304 without touching storage where the reader has these bytes; None where the object is gone."""
    etag = f'"{page.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        body = published(page.site).read(page.key, at_most=LARGEST_BYTES)
        if body is None:
            return None
        response = HttpResponse(body, content_type=CONTENT_TYPES[page.key.rpartition(".")[2]])
    response["ETag"] = etag
    return response
