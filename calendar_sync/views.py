from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from calendar_sync import crew_feed, feeds

NO_FEED = "This calendar address no longer works. Ask the office for a new one.\n"


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Serve a feed; an unchanged one is a 304 without reading its entries. Every dead address answers the same."""
    subscribed, now = feeds.feed_of(token), timezone.now()
    if subscribed is None:
        return _crew_feed(request, token)
    etag = quote_etag(feeds.fingerprint(subscribed, at=now))
    unchanged = get_conditional_response(request, etag=etag)
    return _labelled(unchanged or _calendar(feeds.render(subscribed, at=now)), etag)


def _crew_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    now = timezone.now()
    person = crew_feed.person_of(token, at=now)
    if person is None:
        return HttpResponseNotFound(NO_FEED, content_type="text/plain; charset=utf-8")
    written = crew_feed.render(person, at=now)
    etag = quote_etag(crew_feed.fingerprint(written))
    return _labelled(get_conditional_response(request, etag=etag) or _calendar(written), etag)


def _calendar(written: bytes) -> HttpResponse:
    return HttpResponse(written, content_type="text/calendar; charset=utf-8")


def _labelled(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer
