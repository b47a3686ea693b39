import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from bookings.models import Booking
from tests import make
from tests.importing import build

PAGE = "/admin/bookings/booking/import/"
SEASON = build.csv("reference,start,Revenue", "A-1,2999-12-05T16:30,840.75", "A-2,soon,1")
pytestmark = [pytest.mark.usefixtures("jada", "sailjada", "ledger"), pytest.mark.urls("tests.importing.urls")]


def signed_in(*permissions: str) -> Client:
    user = make.user()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    browser = Client()
    browser.force_login(user)
    return browser


def office() -> Client:
    return signed_in("add_booking", "change_booking", "view_booking")


def upload(browser: Client, content: bytes = SEASON, name: str = "season.csv", **fields: str) -> str:
    response = browser.post(PAGE, {"file": SimpleUploadedFile(name, content)} | fields, follow=True)
    return str(response.content.decode())


def test_dry_run_shows_what_would_happen_and_writes_nothing(db: None) -> None:
    page = upload(office(), dry_run="on")
    assert (Booking.objects.count(), "A dry run: nothing was written." in page) == (0, True)


def test_import_writes_and_reports_bad_rows_without_amounts(db: None) -> None:
    page = upload(office())
    assert (Booking.objects.get().external_ref, "Line 3, A-2" in page, "840" in page) == ("A-1", True, False)


def test_history_names_the_file(db: None) -> None:
    upload(office())
    assert Booking.objects.get().history.get().actor == "import:season.csv"


def test_report_is_shown_once(db: None) -> None:
    browser = office()
    upload(browser)
    assert "Line 3, A-2" not in browser.get(PAGE).content.decode()


def test_unusable_file_is_a_form_error(db: None) -> None:
    page = upload(office(), b"PK", "season.xlsx")
    assert escape("Only .csv and .ics files can be imported.") in page


def test_file_for_the_command_is_sent_there(db: None) -> None:
    rows = (f"A-{number},2999-12-05T16:30" for number in range(1001))
    page = upload(office(), build.csv("reference,start", *rows))
    assert "This page takes 1,000 bookings at once. Split the file, or use import_bookings." in page


def test_page_needs_leave_to_add_and_change_bookings(db: None) -> None:
    assert signed_in("view_booking").get(PAGE).status_code == 403


def test_visitor_is_sent_to_sign_in(db: None) -> None:
    assert Client().get(PAGE).status_code == 302
