from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from bookings.duty import actions
from bookings.duty.models import Alarm

STATE_COLOURS = {"ringing": "danger", "taken": "warning", "over": "success"}


class StateFilter(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "all")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield choice | ({"display": "ringing"} if choice["display"] == "All" else {})

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset if self.value() == "all" else queryset.ringing()


@admin.register(Alarm)
class AlarmAdmin(ModelAdmin):
    """What rings at the duty phone. Taking it stops the ringing and says who sees to it."""

    list_display = ("about", "words", "state", "raised_at", "taken_by")
    list_filter = (StateFilter,)
    search_fields = ("about", "words")
    fields = readonly_fields = ("about", "words", "state", "raised_at", "taken_by", "taken_at", "over_at")
    actions = ("take_them",)
    actions_detail = ("take_it",)

    @display(description="State", label=STATE_COLOURS)
    def state(self, alarm: Alarm) -> str:
        return "ringing" if alarm.rings() else "over" if alarm.over_at else "taken"

    @admin.action(description="Take: I see to it")
    def take_them(self, request: HttpRequest, alarms: QuerySet[Alarm]) -> None:
        taken = sum(self._take(request, alarm) for alarm in alarms)
        messages.success(request, f"{taken} taken." if taken else "None of these rings any more.")

    @action(description="Take: I see to it", permissions=["change"])
    def take_it(self, request: HttpRequest, object_id: str) -> HttpResponse:
        alarm = self.get_object(request, object_id)
        if alarm and self._take(request, alarm):
            messages.success(request, "It is yours, and rings no more.")
        else:
            messages.info(request, "It does not ring any more.")
        return redirect("admin:duty_alarm_changelist")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Alarm | None = None) -> bool:
        return False

    def _take(self, request: HttpRequest, alarm: Alarm) -> bool:
        return actions.take(alarm, by=f"user:{request.user.get_username()}", at=timezone.now())
