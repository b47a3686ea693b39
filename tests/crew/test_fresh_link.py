import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bookings import actions as bookings
from bookings.messages.models import Message
from bookings.outbox import upkeep, worker
from bookings.outbox.models import Delivery
from crew import actions
from crew.models import Person, Reach
from tests import make
from tests.crew import build

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now"), pytest.mark.slow]
HOUR = timedelta(hours=1)
AFTER = make.NOW + timedelta(days=30)


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


def ask(client: Client, typed: str, *, from_address: str = "192.0.2.1") -> tuple[int, str]:
    response = client.post("/crew/link", {"reach": typed}, REMOTE_ADDR=from_address)
    return response.status_code, response.get("Location", "")


def sent(at: datetime = make.NOW) -> list[Message]:
    """Deliver what is due; return what newly went out."""
    known = list(Message.objects.values_list("pk", flat=True))
    worker.drain("crew_link", clock=lambda: at)
    return list(Message.objects.exclude(pk__in=known).order_by("pk"))


def opens(client: Client, message: Message) -> str:
    """Press the button behind the link in a message; return where that leads."""
    link = re.search(r"/c/\S+", message.text)
    assert link
    return str(client.post(link[0]).get("Location"))


def test_a_known_address_is_sent_the_link_of_the_next_charter(client: Client) -> None:
    later = build.assignment(make.booking(starts_at=make.NOON + timedelta(days=3)))
    place = build.assignment(who=later.person)
    assert ask(client, place.person.email) == (302, "/crew/link/sent")
    (message,) = sent()
    assert (message.to, message.about) == (place.person.email, place.booking.code)
    assert opens(client, message) == f"/crew/{place.booking.code}/"


def test_good_links_stay_good(client: Client) -> None:
    place = build.assignment()
    ask(client, place.person.email)
    sent()
    assert build.fresh(place).link_version == place.link_version


@pytest.mark.parametrize("typed", [" INES@example.com ", "+1 619 555 0142", "(619) 555-0142", "619.555.0142"])
def test_the_address_is_known_in_every_spelling(client: Client, typed: str) -> None:
    build.assignment(who=build.person(email="ines@example.com"))
    ask(client, typed)
    assert [message.to for message in sent()] == ["ines@example.com"]


@pytest.mark.parametrize(
    ("channel", "addresses"),
    [
        (Reach.EMAIL, ["ines@example.com"]),
        (Reach.SMS, ["+16195550142"]),
        (Reach.BOTH, ["ines@example.com", "+16195550142"]),
    ],
)
def test_it_goes_the_persons_own_way_whatever_was_typed(client: Client, channel: Reach, addresses: list[str]) -> None:
    build.assignment(who=build.person(email="ines@example.com", channel=channel))
    ask(client, "619 555 0142")
    assert [message.to for message in sent()] == addresses


def test_a_text_is_one_plain_segment(client: Client) -> None:
    build.assignment(who=build.person(channel=Reach.SMS))
    ask(client, "619 555 0142")
    (message,) = sent()
    assert (message.text.isascii(), len(message.text) <= 160) == (True, True)


def test_every_asking_is_answered_once(client: Client) -> None:
    place = build.assignment()
    counts = []
    for _ in range(2):
        ask(client, place.person.email)
        counts.append((len(sent()), len(sent())))
    assert counts == [(1, 0), (1, 0)]


def test_nothing_is_owed_again_by_reconciling(client: Client) -> None:
    ask(client, build.assignment().person.email)
    sent()
    codes = list(Delivery.objects.filter(target="crew_link").values_list("booking_code", flat=True))
    upkeep.reconcile(codes, at=AFTER)
    assert (codes, sent(AFTER)) == ([f"crew-{Person.objects.get().pk}"], [])


def test_known_and_unknown_get_the_same_answer_for_the_same_work(client: Client) -> None:
    known = build.assignment().person.email
    for typed in (known, "nobody@example.com"):
        ask(client, typed)  # so that both are known to the outbox
    statements, answers = [], []
    for typed in (known, "stranger@example.com", "619 555 0199"):
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/crew/link", {"reach": typed})
        statements.append([query["sql"].split()[0] for query in queries])
        answers.append((response.status_code, response.content, dict(response.items())))
    assert (len({tuple(kinds) for kinds in statements}), answers[1:]) == (1, [answers[0], answers[0]])


def test_nothing_is_sent_to_an_address_we_do_not_know(client: Client) -> None:
    build.assignment()
    assert ask(client, "nobody@example.com") == (302, "/crew/link/sent")
    assert (sent(), Message.objects.count()) == ([], 0)


def test_after_the_last_charter_the_link_lasts_a_week(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment()
    now.move_to(AFTER)
    ask(client, place.person.email)
    (message,) = sent(AFTER)
    now.move_to(AFTER + timedelta(days=6))
    assert (opens(client, message), client.get("/crew/").status_code) == ("/crew/", 200)
    now.move_to(AFTER + timedelta(days=9))
    assert client.get("/crew/").status_code == 403


def test_who_has_left_is_led_to_their_hours(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment()
    Person.objects.update(leaves_on=make.NOON.date())
    now.move_to(make.NOON + timedelta(days=10))
    ask(client, place.person.email)
    (message,) = sent(make.NOON + timedelta(days=10))
    assert opens(client, message) == "/crew/hours/"


def test_who_left_long_ago_is_unknown(client: Client, now: time_machine.Traveller) -> None:
    place = build.assignment()
    Person.objects.update(leaves_on=make.NOON.date())
    now.move_to(make.NOON + timedelta(days=16))
    assert (ask(client, place.person.email), sent(make.NOON + timedelta(days=16))) == ((302, "/crew/link/sent"), [])


def test_a_charter_they_declined_or_that_is_cancelled_is_not_the_next(client: Client) -> None:
    person = build.person()
    days = [make.NOON + timedelta(days=n) for n in range(3)]
    declined, cancelled, coming = (build.assignment(make.booking(starts_at=day), person) for day in days)
    actions.decline(declined, reason="", by="crew:1", at=make.NOW)
    bookings.cancel(cancelled.booking, cause="weather", by=make.STAFF, at=make.NOW)
    ask(client, person.email)
    assert [message.about for message in sent()] == [coming.booking.code]


def test_an_address_is_sent_three_in_a_quarter_of_an_hour(client: Client) -> None:
    email = build.assignment().person.email
    answers = [ask(client, email) for _ in range(3)]
    answers += [ask(client, spelled) for spelled in (email, email.upper())]
    assert [status for status, _ in answers] == [302, 302, 302, 429, 429]
    assert ask(client, "nobody@example.com")[0] == 302


def test_an_unknown_address_is_counted_alike(client: Client) -> None:
    assert [ask(client, "nobody@example.com")[0] for _ in range(4)] == [302, 302, 302, 429]


def test_one_client_asks_for_twenty_an_hour(client: Client) -> None:
    statuses = [ask(client, f"nobody{n}@example.com")[0] for n in range(21)]
    assert statuses == [302] * 20 + [429]
    assert ask(client, "nobody@example.com", from_address="192.0.2.7")[0] == 302


def test_without_a_cache_links_are_sent_all_the_same(client: Client, settings: Settings) -> None:
    place = build.assignment()
    redis = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": redis, "LOCATION": "redis://127.0.0.1:1"}}
    assert (ask(client, place.person.email)[0], len(sent())) == (302, 1)


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_is_asked_for_again(client: Client, typed: str) -> None:
    response = client.post("/crew/link", {"reach": typed})
    assert (response.status_code, "Nothing was entered." in response.content.decode()) == (400, True)


@pytest.mark.parametrize("typed", ["nobody\x00@example.com", "x" * 5000, "' OR 1=1 --", "+", "@", "9" * 300])
def test_nonsense_is_an_address_we_do_not_know(client: Client, typed: str) -> None:
    build.assignment(who=build.person(mobile="", email="ines@example.com"))
    assert ask(client, typed) == (302, "/crew/link/sent")
    assert sent() == []


def test_the_form_works_from_a_page_without_referrer() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/crew/link", {"reach": "nobody@example.com"}, headers={"Origin": "null"})
    assert response.status_code == 302


def test_what_was_typed_reaches_neither_log_nor_outbox(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(4):
        ask(client, "nobody@example.com")
    kept = str(list(Delivery.objects.values()))
    assert ("nobody@example.com" in caplog.text, "nobody@example.com" in kept) == (False, False)
