"""The bookkeeper's pages of crew pay: rates, signed hours, pay runs and their lines."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from bookings.clock import spoken
from bookings.desk.booking_admin import actor
from bookings.errors import BookingError
from bookings.models import Stage
from crew.pay import runs, signing
from crew.pay.amounts import spoken_money
from crew.pay.desk_forms import CorrectionForm, PayRunForm, RateForm, next_period
from crew.pay.export import as_csv
from crew.pay.models import Hours, HoursQuerySet, PayLine, PayRun, Rate


@admin.register(Rate)
class RateAdmin(SimpleHistoryAdmin, ModelAdmin):
    form = RateForm
    fields = ["role", "person", "per_hour", "currency", "from_date"]
    list_display = ["role", "person", "per_hour", "from_date"]
    list_filter = ["role"]
    autocomplete_fields = ["role", "person"]
    history_list_display = ["actor"]

    @admin.display(description="Per hour")
    def per_hour(self, rate: Rate) -> str:
        return spoken_money(rate.cents_per_hour, rate.currency)


class ByActions(SimpleHistoryAdmin, ModelAdmin):
    """Writes through actions alone; what they refuse is shown in the form, at its field. Nothing is deleted."""

    history_list_display = ["actor"]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except BookingError as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # read by get_form
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PaidOutFilter(admin.SimpleListFilter):
    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("waiting", "in no pay run yet"), ("taken", "in a pay run")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(in_run=self.value() == "taken") if self.value() else queryset


@admin.register(Hours)
class HoursAdmin(ByActions):
    form = CorrectionForm
    list_display = ["person", "role", "charter", "worked", "signed", "by", "state"]
    list_filter = [PaidOutFilter, "assignment__booking__vessel"]
    search_fields = ["assignment__person__name", "assignment__booking__code"]
    search_help_text = "Person or booking code"
    readonly_fields = ["note", "signed", "by", "state"]

    def get_queryset(self, request: HttpRequest) -> HoursQuerySet:
        hours: HoursQuerySet = super().get_queryset(request)
        return hours.with_charter().with_run_state()

    def get_fields(self, request: HttpRequest, obj: Hours | None = None) -> list[str]:
        return ["assignment", "minutes", "reason", *(self.readonly_fields if obj else [])]

    def save_model(self, request: HttpRequest, obj: Hours, form: CorrectionForm, change: bool) -> None:
        entered = form.cleaned_data
        obj.pk = signing.correct(
            entered["assignment"],
            entered["minutes"],
            reason=entered["reason"],
            by=actor(request),
            at=timezone.now(),
        ).pk

    @display(description="Person", ordering="assignment__person__name")
    def person(self, hours: Hours) -> str:
        return str(hours.assignment.person)

    @display(description="Role", ordering="assignment__role__order")
    def role(self, hours: Hours) -> str:
        return str(hours.assignment.role)

    @display(description="Charter", ordering="assignment__booking__starts_at")
    def charter(self, hours: Hours) -> str:
        booking = hours.assignment.booking
        off = ", cancelled" if booking.stage == Stage.CANCELLED else ""
        return f"{booking.when}, {booking.vessel}{off}"

    @display(description="Hours", ordering="minutes")
    def worked(self, hours: Hours) -> str:
        return hours.worked

    @display(description="Signed", ordering="signed_at")
    def signed(self, hours: Hours) -> str:
        return spoken(hours.signed_at, hours.assignment.booking.zone)

    @display(description="By", ordering="signed_by")
    def by(self, hours: Hours) -> str:
        kind, _, name = hours.signed_by.partition(":")
        return name if kind == "user" else "themselves"

    @display(description="State", label={"waiting": "warning", "in a run": "success"})
    def state(self, hours: Hours) -> str:
        return "in a run" if hours.in_run else "waiting"  # type: ignore[attr-defined]  # annotated


class ReadOnlyLines:
    """Lines are made by a run and never change."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_charter()  # type: ignore[misc]

    @display(description="Person")
    def name(self, line: PayLine) -> str:
        return str(line.person)

    @display(description="Charter")
    def charter(self, line: PayLine) -> str:
        booking = line.hours.assignment.booking
        return f"{booking.code}, {booking.vessel}"

    @display(description="Role")
    def role(self, line: PayLine) -> str:
        return str(line.hours.assignment.role)


class PayLineInline(ReadOnlyLines, TabularInline):
    model = PayLine
    fields = readonly_fields = ["name", "on", "charter", "role", "worked", "per_hour", "amount"]
    verbose_name_plural = "lines"
    extra = 0
    hide_title = True


@admin.register(PayLine)
class PayLineAdmin(ReadOnlyLines, SimpleHistoryAdmin, ModelAdmin):
    list_display = ["person", "on", "charter", "role", "worked", "per_hour", "amount", "run"]
    search_fields = ["person__name", "hours__assignment__booking__code"]
    search_help_text = "Person or booking code"
    fields = ["run", "person", "on", "charter", "role", "worked", "per_hour", "amount"]
    history_list_display = ["actor"]


@admin.register(PayRun)
class PayRunAdmin(ByActions):
    form = PayRunForm
    inlines = [PayLineInline]
    list_display = ["__str__", "total", "made_at", "made_by", "paid_on"]
    actions = ["take_back"]
    actions_detail = ["download"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PayRun]:
        return super().get_queryset(request).prefetch_related("lines")

    def get_fields(self, request: HttpRequest, obj: PayRun | None = None) -> list[str]:
        return [*self.get_readonly_fields(request, obj), "paid_on"] if obj else ["from_date", "until_date"]

    def get_readonly_fields(self, request: HttpRequest, obj: PayRun | None = None) -> list[str]:
        return ["from_date", "until_date", "total", "made_at", "made_by"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: PayRun | None = None) -> bool:
        return not (obj and obj.paid_on) and super().has_change_permission(request, obj)

    def get_inlines(self, request: HttpRequest, obj: PayRun | None) -> list[type[Any]]:
        return self.inlines if obj else []

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return next_period(timezone.localdate())

    def save_model(self, request: HttpRequest, obj: PayRun, form: PayRunForm, change: bool) -> None:
        by = actor(request)
        if not change:
            period = {name: form.cleaned_data[name] for name in ("from_date", "until_date")}
            obj.pk = runs.make_run(**period, by=by, at=timezone.now()).pk
            self._say_what_waits(request)
        elif obj.paid_on:
            runs.mark_paid(obj, on=obj.paid_on, by=by)

    @admin.action(description="Take back: the hours wait for the next run", permissions=["change"])
    def take_back(self, request: HttpRequest, chosen: QuerySet[PayRun]) -> None:
        for run in chosen:
            try:
                runs.take_back(run, by=actor(request))
            except BookingError as refusal:
                messages.error(request, f"{run}: {refusal}")

    @action(description="Download CSV", icon="download", permissions=["view"])
    def download(self, request: HttpRequest, object_id: str) -> HttpResponse:
        run = get_object_or_404(PayRun, pk=object_id)
        headers = {"Content-Disposition": f'attachment; filename="pay-run-{run.pk}.csv"', "Cache-Control": "no-store"}
        return HttpResponse(as_csv(run), content_type="text/csv; charset=utf-8", headers=headers)

    def _say_what_waits(self, request: HttpRequest) -> None:
        waiting = runs.waiting_for_a_rate()
        if waiting:
            names = ", ".join(str(hours.assignment) for hours in waiting)
            messages.warning(
                request, f"Not in this run, for want of a rate on the day: {names}. Enter one; the next run takes them."
            )
