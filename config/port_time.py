"""The admin's times are those of the port: where every vessel has the same, its clock, else UTC, always named."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from bookings.models import Vessel


class PortTimeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        zones = Vessel.objects.order_by().values_list("time_zone", flat=True).distinct()[:2]
        with timezone.override(ZoneInfo(zones[0]) if len(zones) == 1 else None):
            return self.get_response(request)
