"""The import page of the admin: choose a file, look at what would happen, import it."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from bookings.importing import reading
from bookings.importing.fleet import Fleet
from bookings.importing.forms import ImportForm
from bookings.importing.report import Report
from bookings.importing.rows import FileError
from bookings.importing.run import Import, import_rows

LAST = "last_import"
SHOWN = 200
"""Rows of each list on the page, which travels in the session."""
AT_ONCE = 1_000
"""Bookings that one request imports; a larger file is for the command, where nobody waits for a page."""


@permission_required(("bookings.add_booking", "bookings.change_booking"), raise_exception=True)
def import_file(request: HttpRequest) -> HttpResponse:
    """Show the form; import on POST and come back by redirect, so that reloading imports nothing."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[LAST] = _import(form).as_dict(most=SHOWN)
        except FileError as error:
            form.add_error("file", str(error))
        else:
            return HttpResponseRedirect(request.path)
    context = admin.site.each_context(request) | {
        "title": "Import charters",
        "form": form,
        "report": request.session.pop(LAST, None),
        "shown": SHOWN,
    }
    return TemplateResponse(request, "admin/import.html", context)


def _import(form: ImportForm) -> Report:
    asked, now = form.cleaned_data, timezone.now()
    file = asked["file"]
    rows, ignored = reading.read(file.name, file.read(), at=now)
    if len(rows) > AT_ONCE:
        raise FileError(f"This page takes {AT_ONCE:,} bookings at once. Split the file, or use import_bookings.")
    fleet = Fleet.load(
        vessel=asked["vessel"].name if asked["vessel"] else "", brand=asked["brand"].domain if asked["brand"] else ""
    )
    job = Import(file.name, fleet, at=now, tell=asked["tell"])
    report = import_rows(rows, job, strict=asked["strict"], dry_run=asked["dry_run"])
    report.ignored = ignored
    return report


urls = [path("import/", admin.site.admin_view(import_file), name="bookings_booking_import")]
"""For BookingAdmin.get_urls(): admin:bookings_booking_import, at /admin/bookings/booking/import/."""
