"""Two doors for ticks, a button's and a phone's; and the script that keeps pages on the phone."""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from crew.access import crew_only, places
from crew.checklists import actions
from crew.checklists.actions import Refusal, Sent
from crew.checklists.entitlement import PlaceThen
from crew.models import Person

MOST_BYTES = 64 * 1024
MOST_TICKS = 200
DEVICE_LENGTH = 36
NO_NAME = re.compile(r"[^A-Za-z0-9-]")


@require_POST
@crew_only
def tick(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Tick an item, or take the tick back, without any script; then show the list at that item again."""
    now = timezone.now()
    assignment = get_object_or_404(places(person, at=now), booking__code=code.upper())
    place = PlaceThen.of(person.pk, assignment.pk)
    pressed = "tick" if "tick" in request.POST else "untick"
    try:
        item = int(request.POST.get(pressed, ""))
    except ValueError:
        raise Http404("No such item.") from None
    if place:
        sent = Sent(uuid4(), item, place.booking.code, pressed == "tick", now)
        actions.take([sent], place=place, by=f"crew:{person.pk}", at=now)
    return redirect(f"{reverse('crew-charter', args=[code.upper()])}#item-{item}")


@csrf_exempt  # the token in the body is the secret: no cookie is looked at
@require_POST
def ticks(request: HttpRequest) -> HttpResponse:
    """Take a phone's queue. Write-only: the answer says which ticks are kept, and nothing else.

    {"token", "device", "ticks": [{"id", "item", "code", "ticked", "made_at"}]}
    → {"saved": [id], "refused": [{"id", "why"}]}
    """
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    match _json(body):
        case {"token": str(token), "ticks": list(listed), **rest} if len(listed) <= MOST_TICKS:
            return _taken(token, listed, NO_NAME.sub("", str(rest.get("device", "")))[:DEVICE_LENGTH])
    return HttpResponseBadRequest()


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from below /crew/, which is as far as it may then look."""
    return HttpResponse(_worker_script(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _taken(token: str, listed: list[Any], device: str) -> JsonResponse:
    place, now = PlaceThen.of_token(token), timezone.now()
    if place is None:
        return JsonResponse({"saved": [], "refused": []}, status=403)
    read = [_read(one) for one in listed]
    sent = [one for one in read if isinstance(one, Sent)]
    saved, refused = actions.take(sent, place=place, by=f"crew:{place.person_id}", at=now, device=device)
    refused += [one for one in read if isinstance(one, Refusal)]
    return JsonResponse({"saved": saved, "refused": [{"id": one.sent_id, "why": one.why} for one in refused]})


def _read(one: Any) -> Sent | Refusal:
    try:
        match one:
            case {"id": str(id), "item": int(item), "code": str(code), "ticked": bool(ticked), "made_at": str(made_at)}:
                return Sent(UUID(id), item, code, ticked, _instant(made_at))
    except (ValueError, OverflowError):
        pass
    return Refusal(str(one.get("id", "")) if isinstance(one, dict) else "", "It cannot be read.")


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A time without its offset names no instant.")
    return moment.astimezone(UTC)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


@cache
def _worker_script() -> str:
    return Path(str(finders.find("crew-sw.js"))).read_text()
