"""The staff's chart table: bookings, and what they are made of."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from bookings import actions, sockets
from bookings.desk.booking_admin import BookingAdmin, actor
from bookings.erasing import StillToComeError, erase_client
from bookings.models import Booking, Brand, Client, User, Vessel

admin.site.unregister(Group)
admin.site.register(Booking, BookingAdmin)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User], ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


class FleetAdmin(SimpleHistoryAdmin, ModelAdmin):
    """What many bookings share: a change of it reaches every page, notice and calendar that shows it."""

    history_list_display = ("actor",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change:
            actions.announce(obj.bookings.all(), by=actor(request), at=timezone.now())


@admin.register(Vessel)
class VesselAdmin(FleetAdmin):
    list_display = ("name", "capacity", "home_port", "dock", "buffer_minutes", "usual_minutes")
    search_fields = ("name",)


@admin.register(Brand)
class BrandAdmin(FleetAdmin):
    list_display = ("name", "domain", "email", "phone", "languages", "is_default")
    search_fields = ("name", "domain")

    def get_inlines(self, request: HttpRequest, obj: Brand | None) -> list[type[Any]]:
        return sockets.brand_panels


@admin.register(Client)
class ClientAdmin(FleetAdmin):
    """A guest is erased, never deleted: their charters stay, and who is erased stays so."""

    list_display = ("name", "email", "phone", "language", "agreed_to_sms")
    search_fields = ("name", "email", "phone")
    actions_detail = ("erase",)

    def has_delete_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Client | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.erased_at is None)

    def has_erase_permission(self, request: HttpRequest, object_id: str) -> bool:
        known = Client.objects.filter(pk=object_id, erased_at=None)
        return request.user.has_perm("bookings.delete_client") and known.exists()

    @action(description="Erase…", icon="person_remove", permissions=["erase"])
    def erase(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what goes and what stays, and erase when told to."""
        client = Client.objects.get(pk=object_id)
        refusal = None
        if request.method == "POST":
            try:
                erase_client(client, by=actor(request), at=timezone.now())
            except StillToComeError as error:
                refusal = error
            else:
                messages.success(request, "Erased. Their pages and photos are on their way out.")
                return redirect("admin:bookings_client_change", client.pk)
        context = self.admin_site.each_context(request) | {
            "client": client,
            "charters": client.bookings.count(),
            "refusal": refusal,
            "opts": self.opts,
            "title": f"Erase {client}",
        }
        return render(request, "admin/bookings/erase.html", context)
