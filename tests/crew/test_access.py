from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from bookings import actions as bookings
from bookings import tokens
from bookings.messages.models import Message
from bookings.models import CancelCause, Stage
from crew import actions
from crew.access import link_for
from crew.models import Assignment
from tests import make
from tests.crew import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
HOUR = timedelta(hours=1)


def path_of(place: Assignment) -> str:
    return "/c/" + link_for(place).rpartition("/")[2]


def sign_in(client: Client, place: Assignment) -> None:
    client.post(path_of(place))


def status(client: Client, place: Assignment) -> int:
    return client.get(f"/crew/{place.booking.code}/").status_code


def test_a_link_stands_under_the_public_address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://crew.example.com"
    place = build.assignment()
    token = tokens.make("crew-link", place.pk, 1)
    assert link_for(place) == f"https://crew.example.com/c/{token}"


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_a_link_changes_nothing(client: Client, method: str) -> None:
    place = build.assignment()
    before = (place.history.count(), Message.objects.count())
    responses = [getattr(client, method)(path_of(place)) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 200]
    assert "crew" not in client.cookies
    assert (place.history.count(), Message.objects.count(), status(client, place)) == (*before, 403)


def test_pressing_the_button_signs_in_and_shows_the_charter(client: Client) -> None:
    place = build.assignment()
    response = client.post(path_of(place))
    assert (response.status_code, response["Location"]) == (302, f"/crew/{place.booking.code}/")
    assert status(client, place) == 200


def test_the_button_works_without_a_csrf_cookie() -> None:
    place = build.assignment()
    client = Client(enforce_csrf_checks=True)
    assert client.post(path_of(place), headers={"Origin": "null"}).status_code == 302


def test_answers_need_a_csrf_token() -> None:
    place = build.assignment()
    client = Client(enforce_csrf_checks=True)
    sign_in(client, place)
    assert client.post(f"/crew/{place.booking.code}/accept").status_code == 403


def test_the_session_is_a_cookie_of_its_own(client: Client, settings: Settings) -> None:
    settings.SECURE_COOKIES = True
    sign_in(client, build.assignment())
    cookie = client.cookies["crew"]
    kept = (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["secure"])
    assert kept == ("/crew/", True, "Lax", True)
    assert "sessionid" not in client.cookies


def test_a_crew_session_is_no_user(client: Client) -> None:
    place = build.assignment()
    sign_in(client, place)
    response = client.get(f"/crew/{place.booking.code}/")
    assert response.wsgi_request.user.is_authenticated is False


def test_a_forged_session_is_refused(client: Client) -> None:
    place = build.assignment()
    client.cookies["crew"] = f"{place.pk}.1:forged"
    assert status(client, place) == 403


def test_a_link_works_again_and_again(client: Client) -> None:
    place = build.assignment()
    assert [Client().post(path_of(place)).status_code for _ in range(3)] == [302, 302, 302]


def test_neither_link_nor_page_is_cached_and_the_token_is_no_referrer(client: Client) -> None:
    place = build.assignment()
    door = client.get(path_of(place))
    through = client.post(path_of(place))
    page = client.get(f"/crew/{place.booking.code}/")
    assert [(r["Cache-Control"], r["Referrer-Policy"]) for r in (door, through, page)] == [
        ("no-store", "no-referrer"),
        ("no-store", "no-referrer"),
        ("no-store", "same-origin"),
    ]


def test_a_link_lives_until_a_day_after_the_charter(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment()
    sign_in(client, place)
    end = place.booking.ends_at
    now.move_to(end + 24 * HOUR - timedelta(seconds=1))
    assert (client.get(path_of(place)).status_code, status(client, place)) == (200, 200)
    now.move_to(end + 24 * HOUR)
    assert (client.get(path_of(place)).status_code, status(client, place)) == (404, 403)


def test_a_cancelled_charters_link_lives_for_a_week(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment()
    sign_in(client, place)
    bookings.cancel(place.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=make.NOW)
    week_after = place.booking.ends_at + timedelta(days=7)
    now.move_to(week_after - timedelta(seconds=1))
    assert (client.get(path_of(place)).status_code, status(client, place)) == (200, 200)
    now.move_to(week_after)
    assert (client.get(path_of(place)).status_code, status(client, place)) == (404, 403)


def test_a_link_can_be_made_to_last_through_a_day(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment()
    lasting = "/c/" + link_for(place, until=date(2026, 12, 20)).rpartition("/")[2]
    midnight = datetime(2026, 12, 21, 8, tzinfo=UTC)  # in San Diego
    now.move_to(midnight - timedelta(seconds=1))
    opened = client.post(lasting)
    assert (opened["Location"], client.get("/crew/").status_code) == ("/crew/", 200)
    now.move_to(midnight)
    assert (client.get(lasting).status_code, client.get("/crew/").status_code) == (404, 403)


def test_the_longest_link_has_a_token_of_thirty_characters() -> None:
    place = build.assignment()
    place.pk, place.link_version = 2**35 - 1, 2**14 - 1
    assert len(link_for(place, until=date(2099, 12, 31)).rpartition("/")[2]) == 30


def test_a_moved_charter_takes_its_links_along(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment()
    bookings.reschedule(place.booking, starts_at=make.NOON + timedelta(days=9), by=make.STAFF, at=make.NOW)
    now.move_to(make.NOON + timedelta(days=8))
    assert client.get(path_of(place)).status_code == 200


def test_a_new_link_ends_the_old_one_and_its_sessions(client: Client) -> None:
    place = build.assignment()
    old = path_of(place)
    sign_in(client, place)
    place = actions.renew_link(place, by=make.STAFF, at=make.NOW)
    assert (client.get(old).status_code, client.post(old).status_code, status(client, place)) == (404, 404, 403)
    assert client.get(path_of(place)).status_code == 200


def test_losing_the_place_ends_access_with_the_next_request(client: Client) -> None:
    place = build.assignment()
    sign_in(client, place)
    link = path_of(place)
    actions.unassign(place, by=make.STAFF, at=make.NOW)
    assert (status(client, place), client.get(link).status_code) == (403, 404)


def test_who_has_left_still_signs_hours_for_two_weeks(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment(who=build.person(leaves_on=make.NOON.date()))
    lasting = "/c/" + link_for(place, until=date(2027, 1, 31)).rpartition("/")[2]
    sign_in(client, place)
    assert status(client, place) == 200
    now.move_to(make.NOON + timedelta(days=1))
    opened = client.post(lasting)
    assert (opened["Location"], status(client, place), client.get("/crew/hours/").status_code) == (
        "/crew/hours/",
        302,
        200,
    )
    assert client.get("/crew/")["Location"] == "/crew/hours/"
    now.move_to(make.NOON + timedelta(days=14))
    assert client.get("/crew/hours/").status_code == 200
    now.move_to(make.NOON + timedelta(days=15))
    assert (client.get("/crew/hours/").status_code, client.get(lasting).status_code) == (403, 404)


def test_the_last_day_ends_at_midnight_in_port(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment(who=build.person(leaves_on=make.NOON.date()))
    sign_in(client, place)
    midnight = datetime(2026, 12, 6, 8, tzinfo=UTC)
    now.move_to(midnight - timedelta(seconds=1))
    assert status(client, place) == 200
    now.move_to(midnight)
    assert status(client, place) == 302


def test_every_dead_link_shows_the_same_page(client: Client, now: time_machine.Traveller) -> None:
    gone, expired = build.assignment(), build.assignment()
    gone_link = path_of(gone)
    actions.unassign(gone, by=make.STAFF, at=make.NOW)
    inquiry = build.assignment(make.booking(stage=Stage.INQUIRY))
    now.move_to(expired.link_ends_at)
    links = [gone_link, path_of(expired), path_of(inquiry), "/c/nonsense", "/c/" + tokens.make("feed", expired.pk, 1)]
    pages = {(client.get(link).status_code, client.get(link).content) for link in links}
    assert len(pages) == 1
    assert b"This link no longer works." in pages.pop()[1]


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_no_token_reaches_the_log(client: Client, caplog: pytest.LogCaptureFixture, method: str) -> None:
    place = build.assignment()
    link = path_of(place)
    actions.renew_link(place, by=make.STAFF, at=make.NOW)
    getattr(client, method)(link)
    assert (len(caplog.messages), link in caplog.text) == (1, False)


def test_a_crash_holds_no_token(client: Client, settings: Settings, mailoutbox: list[EmailMessage]) -> None:
    link = path_of(build.assignment())
    settings.ADMINS = [("Olive", "olive@example.com")]
    settings.TEMPLATES = []  # nothing can be shown any more
    client.raise_request_exception = False
    response = client.get(link)
    said = [response.content.decode(), *(str(mail.message()) for mail in mailoutbox)]
    assert (response.status_code, len(said)) == (500, 2)
    assert [text for text in said if link.rpartition("/")[2] in text] == []


def test_a_cancelled_charter_still_opens_and_says_so(client: Client) -> None:
    place = build.assignment()
    bookings.cancel(place.booking, cause=CancelCause.WEATHER, by=make.STAFF, at=make.NOW)
    sign_in(client, place)
    page = client.get(f"/crew/{place.booking.code}/").content.decode()
    assert ("This charter is cancelled." in page, "I will sail" in page) == (True, False)


def test_another_persons_charter_does_not_exist(client: Client) -> None:
    mine, theirs = build.assignment(), build.assignment()
    sign_in(client, mine)
    code = theirs.booking.code
    posted = [client.post(f"/crew/{code}/{verb}").status_code for verb in ("accept", "decline")]
    assert ([status(client, theirs), *posted], build.fresh(theirs).answer) == ([404, 404, 404], "asked")


def test_one_persons_link_on_anothers_phone_shows_the_one_who_opened_it_last(client: Client) -> None:
    mine, theirs = build.assignment(), build.assignment()
    sign_in(client, mine)
    sign_in(client, theirs)
    assert (status(client, mine), status(client, theirs)) == (404, 200)
