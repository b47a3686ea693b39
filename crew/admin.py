from typing import Any

from django.contrib import admin, messages
from django.db.models import ManyToManyField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from bookings.actions import announce
from bookings.desk.booking_admin import actor
from bookings.models import Booking
from crew import actions, leaving, staffing
from crew.models import (
    Assignment,
    Away,
    CallingRule,
    HeldLicence,
    Licence,
    ManningRule,
    Person,
    QuietHours,
    Role,
)


class HeldLicenceInline(TabularInline):
    model = HeldLicence
    fields = ["licence", "expires_on"]
    extra = 0


class AwayInline(TabularInline):
    model = Away
    verbose_name_plural = "when they cannot sail"
    fields = ["from_at", "until_at"]
    extra = 0


@admin.register(Person)
class PersonAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["name", "scc_id", "email", "mobile", "channel", "active", "leaves_on"]
    list_filter = ["active", "roles", "channel"]
    search_fields = ["name", "email", "scc_id"]
    formfield_overrides = {ManyToManyField: {"widget": UnfoldAdminCheckboxSelectMultipleWidget}}
    inlines = [HeldLicenceInline, AwayInline]
    actions = ["send_new_links"]
    history_list_display = ["actor"]

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "leaves_on" in form.changed_data and obj.leaves_on:
            leaving.leave(obj, on=obj.leaves_on, by=actor(request), at=timezone.now())
            messages.info(request, f"{obj}'s places after {obj.leaves_on:%-d %b %Y} are open again.")

    @admin.action(description="Send new links (earlier ones stop working)", permissions=["change"])
    def send_new_links(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        now, by = timezone.now(), actor(request)
        places = Assignment.objects.filter(person__in=people, booking__ends_at__gt=now)
        for place in places:
            actions.renew_link(place, by=by, at=now)
        messages.success(request, f"New links for {len(places)} charters are on their way.")


@admin.register(Role)
class RoleAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["name", "slug", "order", "requires"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Licence)
class LicenceAdmin(SimpleHistoryAdmin, ModelAdmin):
    search_fields = ["name"]


@admin.register(ManningRule)
class ManningRuleAdmin(SimpleHistoryAdmin, ModelAdmin):
    """How many of each role a vessel needs, by party size: missing places are called by themselves."""

    list_display = ["vessel", "party_from", "role", "count"]
    list_filter = ["vessel"]
    autocomplete_fields = ["vessel", "role"]

    def save_model(self, request: HttpRequest, obj: ManningRule, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        announce(Booking.objects.filter(vessel=obj.vessel), by=actor(request), at=timezone.now())


@admin.register(CallingRule)
class CallingRuleAdmin(SimpleHistoryAdmin, ModelAdmin):
    """How patient the calling is, by the time that is left."""

    list_display = ["hours_left", "remind_after_minutes", "next_after_minutes", "side_by_side", "everyone"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.switch)
        return [path("calling/<str:code>/", view, name="crew_calling"), *super().get_urls()]

    def switch(self, request: HttpRequest, code: str) -> HttpResponse:
        """Pause or start the calling of one charter."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("crew.change_assignment"):
            raise Http404
        booking = get_object_or_404(Booking, code=code)
        act = staffing.start_calling if request.POST.get("calling") == "start" else staffing.pause_calling
        act(booking, by=actor(request), at=timezone.now())
        return redirect("admin:bookings_booking_change", booking.pk)


@admin.register(QuietHours)
class QuietHoursAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["hours", "vessel"]
    autocomplete_fields = ["vessel"]

    @admin.display(description="Quiet")
    def hours(self, quiet: QuietHours) -> str:
        return str(quiet)
