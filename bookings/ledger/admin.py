"""The bookkeeper's pages: charters with their money to write and their facts to read, and the closing of months."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from bookings.ledger import actions
from bookings.ledger.forms import ClosedMonthForm
from bookings.ledger.models import Account, ClosedMonth
from bookings.ledger.panels import PANELS


def actor(request: HttpRequest) -> str:
    return f"user:{request.user.get_username()}"


@admin.register(Account)
class AccountAdmin(ModelAdmin):
    """A booking's money, for those who may not change the booking."""

    inlines = PANELS
    fields = readonly_fields = ["code", "title", "when", "vessel", "client", "stage"]
    list_display = ["code", "title", "when", "vessel", "stage"]
    list_filter = ["stage", "vessel"]
    list_select_related = ["vessel"]
    search_fields = ["code", "title", "client__name"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Account, form: Any, change: bool) -> None:
        """Leave the booking as it is: only its money is written here."""

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Account | None = None) -> Any:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.panel = inline
            yield formset, inline

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.panel.save_rows(formset, by=actor(request), at=timezone.now())


@admin.register(ClosedMonth)
class ClosedMonthAdmin(ModelAdmin):
    """A month is closed for good: what was wrong in it is corrected by a later line."""

    form = ClosedMonthForm
    list_display = ["month", "closed_at"]
    fields = ["month"]

    def has_change_permission(self, request: HttpRequest, obj: ClosedMonth | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ClosedMonth | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ClosedMonth, form: Any, change: bool) -> None:
        saved = actions.close_month(obj.month, by=actor(request), at=timezone.now())
        obj.pk = saved.pk
