"""The crew of a booking, on its admin page. Writes through crew.actions and crew.staffing alone."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from unfold.admin import TabularInline

from bookings.desk.fields import label_for_screen_readers
from bookings.models import Booking, Stage
from crew import actions, consent, staffing
from crew.concerns import concerns_about
from crew.models import Answer, Assignment, AssignmentQuerySet, CallingPause, Need
from crew.muster import muster


class AssignmentForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_for_screen_readers(self)
        if self.instance.pk:  # another person is another place: remove this one, add that one
            self.fields["person"].disabled = True


class AssignmentInline(TabularInline):
    model = Assignment
    form = AssignmentForm
    verbose_name_plural = "crew"
    fields = ["person", "role", "call_lead_minutes", "override_reason", "answered", "look_at"]
    readonly_fields = ["answered", "look_at"]
    autocomplete_fields = ["person", "role"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> AssignmentQuerySet:
        places: AssignmentQuerySet = super().get_queryset(request)
        return places.with_terms()

    @admin.display(description="Answer")
    def answered(self, assignment: Assignment) -> str:
        if not assignment.pk:
            return "–"
        standing = assignment.standing(consent.digest(assignment))
        if standing == Answer.ASKED and assignment.unreached_at:
            return "not reached: call them"
        called = ", called as a candidate" if standing == Answer.ASKED and assignment.called else ""
        reason = f": {assignment.decline_reason}" if assignment.decline_reason else ""
        return f"{standing.label}{called}{reason}"

    @admin.display(description="Look at")
    def look_at(self, assignment: Assignment) -> str:
        return " ".join(concerns_about([assignment])[assignment.pk]) if assignment.pk else "–"

    @staticmethod
    def save_rows(formset: Any, *, by: str, at: datetime) -> None:
        """Do what the form asks, each change by its own action. Raises crew.errors."""
        formset.save(commit=False)
        for assignment in formset.deleted_objects:
            actions.unassign(assignment, by=by, at=at)
        for assignment, changed in formset.changed_objects:
            if "role" in changed:
                actions.change_role(assignment, assignment.role, by=by, at=at)
            if "call_lead_minutes" in changed:
                actions.change_call(assignment, lead_minutes=assignment.call_lead_minutes, by=by, at=at)
        for new in formset.new_objects:
            actions.assign(
                new.booking,
                new.person,
                new.role,
                by=by,
                at=at,
                call_lead_minutes=new.call_lead_minutes,
                override_reason=new.override_reason,
            )


class NeedForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label_for_screen_readers(self)
        if self.instance.pk:
            self.fields["role"].disabled = True


class NeedInline(TabularInline):
    model = Need
    form = NeedForm
    verbose_name_plural = "crew needed, where it is not as the vessel's rules say"
    fields = ["role", "count"]
    autocomplete_fields = ["role"]
    extra = 0

    @staticmethod
    def save_rows(formset: Any, *, by: str, at: datetime) -> None:
        formset.save(commit=False)
        for need in formset.deleted_objects:
            staffing.clear_need(need, by=by, at=at)
        for need in [*formset.new_objects, *(need for need, _ in formset.changed_objects)]:
            staffing.set_need(need.booking, need.role, count=need.count, by=by, at=at)


def muster_summary(booking: Booking, request: HttpRequest) -> str:
    """Say role by role how the crew stands, and whether the calling runs."""
    if booking.stage not in (Stage.INQUIRY, Stage.HOLD, Stage.CONFIRMED):
        return ""
    context = {
        "posts": muster(booking),
        "pause": CallingPause.objects.filter(booking=booking).first(),
        "booking": booking,
        "may_change": request.user.has_perm("crew.change_assignment"),
    }
    return render_to_string("admin/crew/muster.html", context, request)
