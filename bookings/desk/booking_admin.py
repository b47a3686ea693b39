"""The booking's page in the admin: its facts in one form, its stage by verbs, what hangs on it in panels."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from bookings import actions, sockets
from bookings.clock import spoken
from bookings.desk.forms import BookingForm
from bookings.desk.verbs import VERBS, open_to
from bookings.errors import BookingError, StaleError
from bookings.importing import views as importing
from bookings.models import Booking, Brand, Stage, Vessel
from bookings.outbox import panel

STAGE_COLOURS = {
    Stage.INQUIRY: "info",
    Stage.HOLD: "warning",
    Stage.CONFIRMED: "success",
    Stage.COMPLETED: "primary",
    Stage.CANCELLED: "danger",
}


class ComingFilter(admin.SimpleListFilter):
    """What is still to come, unless asked otherwise: the office looks ahead."""

    title, parameter_name = "when", "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("past", "past"), ("all", "all")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield choice | ({"display": "coming"} if choice["display"] == "All" else {})

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "past":
                return queryset.filter(ends_at__lt=timezone.now()).order_by("-starts_at")
            case "all":
                return queryset
        return queryset.filter(ends_at__gte=timezone.now())


def actor(request: HttpRequest) -> str:
    return f"user:{request.user.get_username()}"


class BookingAdmin(SimpleHistoryAdmin, ModelAdmin):
    form = BookingForm
    list_display = ("title", "when", "ends", "vessel", "brand", "coloured_stage", "party_size", "code")
    list_filter = (ComingFilter, "stage", "kind", "vessel", "brand")
    list_select_related = ("vessel", "brand")
    list_per_page = 50
    search_fields = ("code", "title", "slug", "external_ref", "client__name")
    search_help_text = "Code, title, address, client or outside reference"
    ordering = ("starts_at",)
    autocomplete_fields = ("client",)
    history_list_display = ("actor", "stage")
    actions_list = ("import_charters",)
    change_form_outer_before_template = "admin/bookings/summary.html"
    change_form_outer_after_template = "admin/bookings/deliveries.html"

    compressed_fields = True

    FACTS = ("title", ("vessel", "brand"), ("client", "party_size", "tells_guest"))
    TIMES = (("starts_at", "ends_at"), "starts_which", "ends_which", "boarding_lead_minutes")
    TEXTS = ("guest_notes", "crew_notes", "internal_notes", "money_is")
    NAMES = (("slug", "kind"), ("source", "external_ref"), "seen")

    @display(description="When", ordering="starts_at")
    def when(self, booking: Booking) -> str:
        return booking.when

    @display(description="Until")
    def ends(self, booking: Booking) -> str:
        starts, ends = (moment.astimezone(booking.zone) for moment in (booking.starts_at, booking.ends_at))
        return f"{ends:%H:%M}" if starts.date() == ends.date() else f"{ends:%a %-d %b, %H:%M}"

    @display(description="Stage", ordering="stage", label=STAGE_COLOURS)
    def coloured_stage(self, booking: Booking) -> str:
        return booking.stage

    @action(description="Import", icon="upload_file", permissions=["add"])
    def import_charters(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:bookings_booking_import")

    def has_delete_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False  # a booking is cancelled, never deleted

    def get_inlines(self, request: HttpRequest, obj: Booking | None) -> list[type[Any]]:
        return sockets.booking_panels if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Booking | None = None) -> Any:
        facts = self.FACTS if obj else (("title", "stage"), *self.FACTS[1:])
        return [
            (None, {"fields": facts}),
            ("When, in port time", {"fields": self.TIMES}),
            ("In words", {"fields": self.TEXTS}),
            ("Names", {"fields": self.NAMES}),
        ]

    def get_form(self, request: HttpRequest, obj: Booking | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with what there is no choice about: the only vessel, the default brand."""
        vessels = list(Vessel.objects.all()[:2])
        only = {"vessel": vessels[0].pk} if len(vessels) == 1 else {}
        brand = Brand.objects.filter(is_default=True).first()
        return only | ({"brand": brand.pk} if brand else {}) | super().get_changeform_initial_data(request)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; where an action refuses what was entered, show it again with the reason at its field."""
        try:
            return self._changeform(request, *args, **kwargs)
        except BookingError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # read by get_form
            return self._changeform(request, *args, **kwargs)

    def _changeform(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context: dict[str, Any] = dict(extra_context or {})
        booking = self.get_object(request, object_id) if object_id else None
        if booking is not None:
            context["verbs"] = open_to(booking) if self.has_change_permission(request, booking) else []
            if booking.hold_expires_at:
                context["hold_until"] = spoken(booking.hold_expires_at, booking.zone)
            context["summaries"] = [summary(booking, request) for summary in sockets.booking_summaries]
            context["deliveries"] = panel.rows(booking.code, zone=booking.zone, now=timezone.now())
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Booking, form: ModelForm[Booking], change: bool) -> None:
        assert isinstance(form, BookingForm)
        by, at = actor(request), timezone.now()
        facts = form.facts()
        if change:
            saved = actions.edit(self._stored(obj), facts, by=by, at=at, seen=form.cleaned_data["seen"])
        else:
            saved = actions.book(**facts, by=by, at=at)
        for columns in sockets.import_columns if form.for_the_ledger else ():
            parsed = columns.parse({}, form.for_the_ledger)
            columns.apply(saved, parsed, source=f"form {at:%Y-%m-%d %H:%M:%S}", by=by, at=at)
        obj.pk = saved.pk
        obj.refresh_from_db()

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Booking | None = None) -> Iterator[Any]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            formset.save_rows = staticmethod(inline.save_rows)
            yield formset, inline

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Hand a panel's rows to the room that it belongs to, whose actions write them."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []  # read by the admin's log
        if formset.has_changed():
            formset.save_rows(formset, by=actor(request), at=timezone.now())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.verb_view)
        verbs = path("<path:object_id>/do/<slug:name>/", view, name="bookings_booking_verb")
        return [*importing.urls, verbs, *super().get_urls()]

    def verb_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask before a verb is done, and do it when told to."""
        booking = self.get_object(request, object_id)
        verb = VERBS.get(name)
        if booking is None or verb is None or not self.has_change_permission(request, booking):
            raise Http404("No such booking, or nothing of that name to do with it.")
        form = verb.form(request.POST if request.method == "POST" else None, booking=booking)
        if request.method == "POST" and form.is_valid():
            try:
                verb.act(booking, by=actor(request), at=timezone.now(), **form.cleaned_data)
            except StaleError as stale:
                messages.error(request, str(stale))
                return redirect(request.path)
            except BookingError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"{booking.title}: {verb.label.lower()} done.")
                return redirect(reverse("admin:bookings_booking_change", args=[booking.pk]))
        context = self.admin_site.each_context(request) | {
            "booking": booking,
            "verb": verb,
            "form": form,
            "opts": self.opts,
            "title": f"{verb.label} {booking.title}",
        }
        return render(request, "admin/bookings/verb.html", context)

    def _stored(self, booking: Booking) -> Booking:
        """Return the row as it stands: the form has written its entries over the one it was given."""
        return Booking.objects.select_related("vessel", "brand").get(pk=booking.pk)
