"""Pages below /g/upload: whole in one answer, for behind a brand's domain there is nothing else of ours to load."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from bookings.models import Brand
from guests.models import Site
from guests.rendering import hash_of
from guests.uploads.refusals import UploadError
from guests.uploads.sheet_words import SHEET_WORDS

POLICY = (
    "default-src 'none'; style-src '{style}'; img-src data:; form-action {targets}; base-uri 'none'; "
    "frame-ancestors 'none'"
)
NO_SITE = Site(brand=Brand(name="", domain=""))
"""Looks like every brand and none: for readers of whom we know no charter."""


def answer(
    template: str, context: dict[str, Any], *, site: Site, language: str, status: int = 200, sends_to: str = ""
) -> HttpResponse:
    """Render a page in the look of `site`. Its forms lead to ourselves, and to `sends_to` (scheme://host)."""
    style = render_to_string("guests/upload.css", {"theme": site.theme})
    own = {"words": SHEET_WORDS[language], "language": language, "site": site, "style": mark_safe(style)}  # noqa: S308  ours
    response = HttpResponse(render_to_string(template, context | own), status=status)
    response["Content-Security-Policy"] = POLICY.format(style=hash_of(style), targets=f"'self' {sends_to}".strip())
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


def refusal(error: UploadError, language: str, *, site: Site = NO_SITE, back: str = "") -> HttpResponse:
    """Say what went wrong, and lead `back` to where to go on."""
    said = {"error": error.said_in(language), "back": back}
    return answer("guests/upload_refused.html", said, site=site, language=language, status=error.status)


def wanted_by(request: HttpRequest) -> bool:
    """Tell a browser that shows what it gets from a script that reads it."""
    return request.get_preferred_type(["application/json", "text/html"]) == "text/html"
