"""Deliveries in the admin: what the outside knows, what it does not, why, and a button to try again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from bookings.outbox import upkeep
from bookings.outbox.models import Delivery

STATE_COLOURS = {"owed": "warning", "delivered": "success", "parked": "danger", "late": "danger"}


class StateFilter(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("owed", "owed"), ("late", "late"), ("parked", "parked"), ("delivered", "delivered")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "owed":
                return queryset.owed()
            case "late":
                return queryset.late(timezone.now())
            case "parked":
                return queryset.parked()
            case "delivered":
                return queryset.settled()
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(ModelAdmin):
    list_display = ("booking_code", "target", "recipient", "coloured_state", "attempts", "error", "ref", "delivered_at")
    list_filter = (StateFilter, "target")
    search_fields = ("booking_code", "error", "ref")
    ordering = ("-parked_at", "expected_at")
    actions = ("try_again",)
    readonly_fields = tuple(field.name for field in Delivery._meta.fields)
    list_per_page = 50

    @display(description="State", label=STATE_COLOURS)
    def coloured_state(self, delivery: Delivery) -> str:
        return "late" if delivery.is_late(timezone.now()) else delivery.state

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    @action(description="Try again now", permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        again = upkeep.retry(Delivery.objects.filter(pk__in=queryset.values("pk")), at=timezone.now())
        messages.success(request, f"{again} tried again.")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.retry_view)
        return [path("retry/<str:code>/", view, name="outbox_delivery_retry"), *super().get_urls()]

    def retry_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """Try everything that one booking owes again, and go back to where the button was."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise Http404
        again = upkeep.retry(Delivery.objects.about(code), at=timezone.now())
        messages.success(request, f"{code}: {again} tried again." if again else f"{code}: nothing is owed or parked.")
        back = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if safe else "admin:outbox_delivery_changelist")
