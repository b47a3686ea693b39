from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bookings.messages import events, signatures
from bookings.messages.signatures import CONFIRMATION, LARGEST_BODY, Fetch, ForgedError
from bookings.outbox.targets import PermanentError, TransientError


@csrf_exempt
@require_POST
def message_events(request: HttpRequest, fetch: Fetch = signatures.fetch) -> HttpResponse:
    """Take in what Amazon SNS posts. Whatever is not signed for a topic of ours is answered in the same words."""
    now = timezone.now()
    try:
        notification = signatures.verified(request.read(LARGEST_BODY + 1), fetch=fetch, at=now)
        if notification["Type"] == CONFIRMATION:
            signatures.confirm(notification, fetch=fetch)
    except (ForgedError, PermanentError):
        return HttpResponse("Not signed.\n", status=403, content_type="text/plain")
    except TransientError:
        return HttpResponse("Try again.\n", status=503, content_type="text/plain")
    if notification["Type"] == "Notification":
        events.take(notification["Message"], at=now)
    return HttpResponse(status=204)
