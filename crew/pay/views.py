"""What people see of their own hours and pay. Amounts stand on the pay page alone, which nothing may keep."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.errors import BookingError
from crew.access import crew_only, for_hours
from crew.models import SHOWN, Assignment, Person
from crew.pay import payslip, signing, timesheet
from crew.pay.forms import QUARTERS, HoursForm
from crew.pay.models import NOTE_LENGTH

CHARTERS_A_PAGE = 30
RUNS_A_PAGE = 12


@require_safe
@for_hours
def hours(request: HttpRequest, person: Person) -> HttpResponse:
    return _hours_page(request, person, at=timezone.now())


@require_POST
@for_hours
def sign(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Sign for one's own charter; other people's do not exist here."""
    now = timezone.now()
    place = get_object_or_404(person.assignments.filter(booking__stage__in=SHOWN), booking__code=code.upper())
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _hours_page(request, person, at=now, refused=place, says=form.says)
    entered = form.cleaned_data
    try:
        signing.sign(place, entered["minutes"], note=entered["note"], by=f"crew:{person.pk}", at=now)
    except BookingError as error:
        return _hours_page(request, person, at=now, refused=place, says=str(error))
    return redirect("crew-hours")


@require_safe
@crew_only
def pay(request: HttpRequest, person: Person) -> HttpResponse:
    runs = Paginator(payslip.runs(person), RUNS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "rates": payslip.rates(person, on=timezone.now().date()),
        "owed": payslip.owed(person),
        "page": runs,
        "slips": payslip.slips(person, runs),
    }
    return render(request, "crew/pay.html", context)


def _hours_page(
    request: HttpRequest, person: Person, *, at: datetime, refused: Assignment | None = None, says: str = ""
) -> HttpResponse:
    """Show the page; where a signature was refused, with what was entered and why it was not taken."""
    signed = Paginator(timesheet.signed(person), CHARTERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "unsigned": timesheet.unsigned(person, at=at),
        "page": signed,
        "signed": [timesheet.Sheet(hours.assignment, hours.minutes, hours) for hours in signed],
        "quarters": QUARTERS,
        "note_length": NOTE_LENGTH,
        "left": person.has_left(at.date()),
        "refused": refused,
        "says": says,
        "entered": request.POST,
    }
    return render(request, "crew/hours.html", context, status=409 if refused else 200)
