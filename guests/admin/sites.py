"""Brands' sites in the admin: how they look, what they say, where they are kept, and what stands there."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from unfold.admin import ModelAdmin, StackedInline

from bookings import actions
from bookings.desk.booking_admin import actor
from bookings.models import Language
from guests import previews
from guests.models import Page, Site, SiteTexts
from guests.panel import GUESTS, LOOK, logo_shown
from guests.site_form import SiteForm

HOSTING = [
    ("hosting", "live", "adopted"),
    ("bucket", "incoming_bucket"),
    ("region", "distribution"),
    ("key_prefix", "cache_seconds"),
    "mail_verified_at",
]
FILLED_IN = "manage.py launch_site fills this in."


class TextsInline(StackedInline):
    model = SiteTexts
    extra = 0
    max_num = len(Language)


@admin.register(Site)
class SiteAdmin(ModelAdmin):
    form = SiteForm
    inlines = [TextsInline]
    list_display = ["brand", "hosting", "live", "heading_face", "header_shape"]
    list_select_related = ["brand"]
    autocomplete_fields = ["brand"]
    readonly_fields = ["logo_shown", "pages", "mail_verified_at"]
    fieldsets = [
        (None, {"fields": ["brand", "pages"]}),
        ("Look", {"fields": LOOK}),
        ("Guests", {"fields": GUESTS}),
        ("Hosting", {"fields": HOSTING, "description": FILLED_IN, "classes": ["collapse"]}),
    ]

    logo_shown = staticmethod(logo_shown)

    @admin.display(description="See the page")
    def pages(self, site: Site) -> str:
        """Link to a sample page of every state, in every language that the brand speaks."""
        if site.pk is None:
            return "Save first."
        spoken = [code for code in Language.values if site.brand.language_for(code) == code]
        addresses = {state: reverse("admin:guests_site_preview", args=[site.pk, state]) for state in previews.STAGES}
        links = ((url, code, state, code) for code in spoken for state, url in addresses.items())
        return format_html_join(" · ", '<a class="underline" href="{}?language={}">{} ({})</a>', links)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        preview = path("<path:object_id>/preview/<slug:state>/", view, name="guests_site_preview")
        return [preview, *super().get_urls()]

    def preview_view(self, request: HttpRequest, object_id: str, state: str) -> HttpResponse:
        """Show the page of a charter that never was, in the look that is saved."""
        site = self.get_object(request, object_id)
        if site is None or state not in previews.STAGES or not self.has_view_permission(request, site):
            raise Http404("No such site, or no page of that name.")
        language = request.GET.get("language", "")
        return HttpResponse(previews.preview(site, state, language, at=timezone.now()))

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
