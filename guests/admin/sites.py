from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin, StackedInline

from bookings import actions
from bookings.desk.booking_admin import actor
from guests.models import Page, Site, SiteTexts


class TextsInline(StackedInline):
    model = SiteTexts
    extra = 0


@admin.register(Site)
class SiteAdmin(ModelAdmin):
    inlines = [TextsInline]
    list_display = ["brand", "key_prefix", "heading_face", "header_shape"]
    list_select_related = ["brand"]
    autocomplete_fields = ["brand"]
    fieldsets = [
        (None, {"fields": ["brand", "tells_guests"]}),
        ("Look", {"fields": ["ink", "accent", "paper", "heading_face", "header_shape"]}),
        (
            "Hosting",
            {
                "fields": [
                    "hosting",
                    "bucket",
                    "incoming_bucket",
                    "region",
                    "distribution",
                    "adopted",
                    "live",
                    "key_prefix",
                    "cache_seconds",
                ]
            },
        ),
    ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save, and publish every coming charter of the brand in its new look."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            actions.announce(obj.brand.bookings.all(), by=actor(request), at=timezone.now())


@admin.register(Page)
class PageAdmin(ModelAdmin):
    """A list to look things up in: publishing alone writes it."""

    list_display = ["site", "key", "booking_code", "stored_at"]
    list_filter = ["site"]
    list_select_related = ["site__brand"]
    search_fields = ["booking_code", "key"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False
