from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from bookings.clock import spoken
from bookings.models import Booking
from calendar_sync import feeds
from calendar_sync.models import Entry, Feed
from calendar_sync.progress import described


@admin.register(Entry)
class EntryAdmin(ModelAdmin):
    """The calendar as it stands, to look at: it follows the bookings, and is changed there."""

    list_display = ["title", "vessel", "when", "status", "how_far", "code"]
    list_filter = ["vessel", "status"]
    search_fields = ["code", "title"]
    date_hierarchy = "starts_at"
    list_select_related = ["vessel"]
    ordering = ["-starts_at"]
    fields = ["booking", "title", "vessel", "when", "until", "location", "status", "how_far", "sequence", "changed"]
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    @admin.display(description="starts", ordering="starts_at")
    def when(self, entry: Entry) -> str:
        return spoken(entry.starts_at, entry.vessel.zone)

    @admin.display(description="ends")
    def until(self, entry: Entry) -> str:
        return spoken(entry.ends_at, entry.vessel.zone)

    @admin.display(description="last changed")
    def changed(self, entry: Entry) -> str:
        return spoken(entry.modified_at, entry.vessel.zone)

    @admin.display(description="booking")
    def booking(self, entry: Entry) -> str:
        booking = Booking.objects.filter(code=entry.code).first()
        if booking is None:
            return f"{entry.code}, not a booking of ours"
        page = reverse("admin:bookings_booking_change", args=[booking.pk])
        return format_html('<a class="text-primary-600" href="{}">{}</a>', page, booking)

    @admin.display(description="progress")
    def how_far(self, entry: Entry) -> str:
        return described(entry.progress)


@admin.register(Feed)
class FeedAdmin(ModelAdmin):
    list_display = ["name", "label", "active"]
    list_select_related = ["vessel"]
    fields = ["vessel", "label", "active", "address"]
    readonly_fields = ["address"]
    actions = ["give_a_new_address"]

    @admin.display(description="address")
    def address(self, feed: Feed) -> str:
        """The secret itself: on the feed's own page only, never in a list."""
        if not feed.pk:
            return "Save first; then the address stands here."
        url = feeds.feed_url(feed)
        server, _, token = url.rpartition("/")
        return format_html('<a class="text-primary-600" href="{}">{}/<wbr>{}</a>', url, server, token)

    @admin.action(description="Give a new address (the old one stops at once)", permissions=["change"])
    def give_a_new_address(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        for feed in queryset:
            feeds.renew(feed)
            self.log_change(request, feed, "New address.")
        self.message_user(request, "The old address no longer opens. Send subscribers the new one.", messages.SUCCESS)
