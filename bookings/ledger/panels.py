"""The ledger's panels on a booking's page. Their permissions are the ledger's own: without them, not even a heading."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminSelectWidget

from bookings.errors import BookingError
from bookings.ledger import actions
from bookings.ledger.actions import AnyLine
from bookings.ledger.amounts import money, percent
from bookings.ledger.forms import CostForm, LedgerFormSet, LineForm, LineFormSet, save_lines
from bookings.ledger.models import ChargeLine, Cost, Outcome, Payment, Settlement, WithheldLine
from bookings.ledger.statement import statement
from bookings.models import Booking, Stage


class LinePanel(TabularInline):
    formset = LineFormSet
    form: type[ModelForm] = LineForm  # type: ignore[type-arg]  # not subscriptable at run time
    extra = 0
    hide_title = True
    fields = ["kind", "label", "amount_cents", "currency", "on", "correction"]
    shown = ["kind", "label", "amount", "on"]

    def get_fields(self, request: HttpRequest, obj: Booking | None = None) -> list[str]:
        return self.fields if self._writes(request, obj) else self.shown

    def get_readonly_fields(self, request: HttpRequest, obj: Booking | None = None) -> list[str]:
        return [] if self._writes(request, obj) else self.shown

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        wide_enough = UnfoldAdminSelectWidget(attrs={"class": "min-w-32"} if db_field.name == "kind" else None)
        return super().formfield_for_choice_field(db_field, request, widget=wide_enough, **kwargs)

    @admin.display(description="Amount")
    def amount(self, line: AnyLine) -> str:
        points = line.percent_points if isinstance(line, Cost) else None
        figure = percent(points) if points is not None else money(line.amount_cents or 0, line.currency)
        return format_html('<span class="block min-w-20 text-right">{}</span>', figure)

    def _writes(self, request: HttpRequest, booking: Booking | None) -> bool:
        """Django shows panels for reading where their page is; amounts then read as money, not as integers."""
        page = self.admin_site._registry[self.parent_model]
        writes = (permission(request, booking) for permission in (self.has_add_permission, self.has_change_permission))
        return bool(any(writes) and page.has_change_permission(request, booking))

    save_rows = staticmethod(save_lines)


class ChargePanel(LinePanel):
    model = ChargeLine


class PaymentPanel(LinePanel):
    model = Payment


class CostPanel(LinePanel):
    model = Cost
    form = CostForm
    fields = ["kind", "label", "amount_cents", "percent_points", "currency", "if_cancelled", "on", "correction"]
    shown = ["kind", "label", "amount", "if_cancelled", "on"]


class StatementFormSet(LedgerFormSet):
    """The statement above, and below it what becomes of the money of a cancelled charter."""

    instance: Booking

    def books(self) -> dict[str, Any]:
        try:
            return {"statement": statement(self.instance)}
        except BookingError as problem:
            return {"problem": str(problem)}


class StatementPanel(TabularInline):
    model = Settlement
    formset = StatementFormSet
    template = "ledger/statement_panel.html"
    fields = ["outcome"]
    hide_title = True
    can_delete = False

    def get_extra(self, request: HttpRequest, obj: Booking | None = None, **kwargs: Any) -> int:
        return int(obj is not None and obj.stage == Stage.CANCELLED)

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        undecided = [("", "Not decided yet"), *Outcome.choices]  # or the first one would be decided by any save
        return super().formfield_for_choice_field(db_field, request, choices=undecided, **kwargs)

    @staticmethod
    def save_rows(formset: LedgerFormSet, *, by: str, at: datetime) -> None:
        formset.save(commit=False)
        for settled in [*formset.new_objects, *(settled for settled, _ in formset.changed_objects)]:
            actions.settle(settled.booking, outcome=settled.outcome, by=by, at=at)


class WithheldPanel(TabularInline):
    model = WithheldLine
    formset = LedgerFormSet
    template = "ledger/withheld_panel.html"
    verbose_name_plural = "withheld: money that an import could not enter"
    fields = ["text", "reason", "done"]
    readonly_fields = ["text", "reason"]
    extra = 0
    hide_title = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Booking | None = None) -> bool:
        return False

    @staticmethod
    def save_rows(formset: LedgerFormSet, *, by: str, at: datetime) -> None:
        formset.save(commit=False)
        for withheld, _ in formset.changed_objects:
            actions.put_away(withheld, done=withheld.done, by=by, at=at)


PANELS = [ChargePanel, PaymentPanel, CostPanel, WithheldPanel, StatementPanel]
