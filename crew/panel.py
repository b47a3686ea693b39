"""The crew of a booking, on its admin page. Writes through crew.actions alone."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from bookings.desk.fields import label_for_screen_readers
from crew import actions, consent
from crew.models import Assignment, AssignmentQuerySet


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
    fields = ["person", "role", "call_lead_minutes", "answered"]
    readonly_fields = ["answered"]
    autocomplete_fields = ["person", "role"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> AssignmentQuerySet:
        places: AssignmentQuerySet = super().get_queryset(request)
        return places.with_terms()

    @admin.display(description="Answer")
    def answered(self, assignment: Assignment) -> str:
        if not assignment.pk:
            return "–"
        standing = assignment.standing(consent.digest(assignment)).label
        return f"{standing}: {assignment.decline_reason}" if assignment.decline_reason else standing

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
            actions.assign(new.booking, new.person, new.role, by=by, at=at, call_lead_minutes=new.call_lead_minutes)
