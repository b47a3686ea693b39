"""Checklists as staff write them. An item is taken off, never deleted: what was ticked stays on record."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldBooleanWidget

from bookings import plain
from bookings.clock import spoken
from bookings.desk.fields import label_for_screen_readers
from crew.checklists.models import Template, TemplateItem, Tick


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    harmless = forms.BooleanField(required=False, label="Amount is harmless", widget=UnfoldBooleanWidget)
    taken_off = forms.BooleanField(required=False, label="Take off the list", widget=UnfoldBooleanWidget)

    class Meta:
        model = TemplateItem
        fields = ["phase", "text", "order"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_for_screen_readers(self)

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean(self) -> dict[str, Any]:
        """Let an amount through only where staff say, of this very wording, that it is harmless."""
        super().clean()
        item, text = self.instance, self.cleaned_data.get("text", "")
        lines = plain.money_lines(text)
        if lines and not self.cleaned_data["harmless"] and text != item.harmless_text:
            self.add_error(
                "text",
                f"“{lines[0]}” speaks of money, which crew must not see. Take the amount out, or, if it is harmless "
                "(“bring $20 for parking”), say so in this row.",
            )
        item.harmless_text = text if lines else ""
        if self.cleaned_data["taken_off"]:
            item.retired_at = timezone.now()
        return self.cleaned_data


class ItemInline(TabularInline):
    model = TemplateItem
    form = ItemForm
    fields = ["phase", "text", "order", "harmless", "taken_off"]
    ordering_field = "order"
    can_delete = False
    extra = 1

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(retired_at=None)


@admin.register(Template)
class TemplateAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["name", "for_vessel", "for_role", "items"]
    list_filter = ["vessel", "role"]
    list_select_related = ["vessel", "role"]
    search_fields = ["name", "items__text"]
    inlines = [ItemInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        on_the_list = Count("items", filter=Q(items__retired_at=None), distinct=True)
        return super().get_queryset(request).annotate(on_the_list=on_the_list)

    @admin.display(description="Vessel", ordering="vessel")
    def for_vessel(self, template: Template) -> str:
        return str(template.vessel or "every vessel")

    @admin.display(description="Role", ordering="role")
    def for_role(self, template: Template) -> str:
        return str(template.role or "all who sail")

    @admin.display(description="Items", ordering="on_the_list")
    def items(self, template: Any) -> int:
        count: int = template.on_the_list
        return count


@admin.register(Tick)
class TickAdmin(ModelAdmin):
    """Every tick as it came in, to look at: of two for one item, the later-made holds."""

    list_display = ["booking", "item", "ticked", "person", "made", "received", "device"]
    list_select_related = ["booking__vessel", "item", "person"]
    search_fields = ["booking__code", "item__text", "person__name"]
    list_filter = ["ticked"]
    fields = readonly_fields = ["booking", "item", "ticked", "person", "made", "received", "device"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Tick | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Tick | None = None) -> bool:
        return False

    @admin.display(description="made, by the phone", ordering="made_at")
    def made(self, tick: Tick) -> str:
        return spoken(tick.made_at, tick.booking.zone)

    @admin.display(description="received", ordering="received_at")
    def received(self, tick: Tick) -> str:
        return spoken(tick.received_at, tick.booking.zone)
