"""When I cannot sail: entered by the person, in the time of the port they sail from."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bookings.clock import LocalTimeError, localise
from bookings.errors import BookingError
from crew import times_away
from crew.access import crew_only
from crew.models import Away, Person

DATES = [
    MinValueValidator(date(2000, 1, 1), "Enter a day to come."),
    MaxValueValidator(date(2099, 12, 31), "Enter a day before 2100."),
]


class AwayForm(forms.Form):
    """Whole days, unless a time is given. Leaves `from_at` and `until_at`, aware."""

    from_date = forms.DateField(validators=DATES, error_messages={"required": "Enter the first day."})
    until_date = forms.DateField(validators=DATES, required=False)
    from_time = forms.TimeField(required=False)
    until_time = forms.TimeField(required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "from_date" in given and "until_date" in given:
            last = given["until_date"] or given["from_date"]
            self._localise("from_at", "from_time", given["from_date"], or_midnight_of=given["from_date"])
            self._localise("until_at", "until_time", last, or_midnight_of=last + timedelta(days=1))
        return given

    def _localise(self, name: str, field: str, day: date, *, or_midnight_of: date) -> None:
        clock = self.cleaned_data.get(field)
        if clock is None:
            self.cleaned_data[name] = datetime.combine(or_midnight_of, time.min, self.zone)
            return
        try:
            self.cleaned_data[name] = localise(datetime.combine(day, clock), self.zone)
        except LocalTimeError as error:
            self.add_error(field, str(error))


@require_http_methods(["GET", "HEAD", "POST"])
@crew_only
def away(request: HttpRequest, person: Person) -> HttpResponse:
    """List what is to come, and take in more."""
    now, vessel = timezone.now(), times_away.home_vessel(person)
    form = AwayForm(request.POST if request.method == "POST" else None, zone=vessel.zone)
    if form.is_valid():
        span = {name: form.cleaned_data[name] for name in ("from_at", "until_at")}
        try:
            times_away.add(person, **span, by=f"crew:{person.pk}", at=now)
        except BookingError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("crew-away")
    return _page(request, person, form, port=vessel.home_port, at=now)


@require_POST
@crew_only
def remove_away(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    times_away.remove(get_object_or_404(person.away, pk=pk), by=f"crew:{person.pk}")
    return redirect("crew-away")


def _page(request: HttpRequest, person: Person, form: AwayForm, *, port: str, at: datetime) -> HttpResponse:
    coming = list(person.away.filter(until_at__gt=at)[: times_away.MOST])
    clashing = times_away.clashes(person, coming, at=at)
    context = {
        "person": person,
        "form": form,
        "port": port,
        "today": f"{at.astimezone(form.zone):%Y-%m-%d}",
        "rows": [(away.pk, _spoken(away, form.zone), clashing[away.pk]) for away in coming],
    }
    return render(request, "crew/away.html", context, status=400 if form.errors else 200)


def _spoken(away: Away, zone: ZoneInfo) -> str:
    """Say it as it was entered: whole days as days, "Sat 5 Dec to Mon 7 Dec", else with times."""
    first, until = away.from_at.astimezone(zone), away.until_at.astimezone(zone)
    if first.time() != time.min or until.time() != time.min:
        return f"{first:%a %-d %b, %H:%M} to {until:%a %-d %b, %H:%M %Z}"
    last = until.date() - timedelta(days=1)
    return f"{first:%a %-d %b}" if last == first.date() else f"{first:%a %-d %b} to {last:%a %-d %b}"
