from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from bookings import actions
from bookings.models import Stage
from bookings.outbox.models import Delivery
from guests.models import Page, Site
from guests.rendering import render
from tests import amazon as aws
from tests import make
from tests.guests import build
from tests.make import STAFF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def moving_clock() -> Iterator[None]:
    """What is written is told from what was by when it was."""
    with time_machine.travel(make.NOW, tick=True):
        yield


def publish(*arguments: str) -> str:
    """What the command says at the end."""
    said = StringIO()
    call_command("publish", *arguments, stdout=said, stderr=StringIO())
    return said.getvalue().strip()


def test_everything_is_written_where_nothing_stands() -> None:
    booking = build.charter(slug="smith-sail")
    assert publish("--all") == "1 charters: 1 written (3 objects), 0 unchanged, 0 failed."
    assert build.file(booking).read_bytes() == render(build.shown(booking))


def test_what_stands_as_rendered_is_left() -> None:
    build.charter()
    publish("--all")
    assert publish("--all") == "1 charters: 0 written (0 objects), 1 unchanged, 0 failed."


def test_what_renders_otherwise_is_written() -> None:
    booking = build.charter(slug="smith-sail")
    publish("--all")
    Page.objects.filter(key__endswith=f"{booking.code}.html").update(sha256="of last week's design")
    assert publish("--all") == "1 charters: 1 written (1 objects), 0 unchanged, 0 failed."


def test_what_somebody_altered_or_deleted_is_put_right() -> None:
    altered, deleted = build.charter(), build.charter()
    publish("--all")
    build.file(altered).write_text("Free beer")
    build.file(deleted).unlink()
    assert publish("--all") == "2 charters: 2 written (2 objects), 0 unchanged, 0 failed."


def test_what_an_older_version_published_is_put_anew() -> None:
    booking = build.charter()
    publish("--all")
    Delivery.objects.of("guest_page", booking.code).update(facts={"state": "confirmed", "design": "of last year"})
    assert publish("--all") == "1 charters: 1 written (2 objects), 0 unchanged, 0 failed."


def test_what_a_late_worker_left_of_a_withdrawn_charter_goes() -> None:
    booking = build.charter(stage=Stage.HOLD)
    publish("--all")
    pages = list(Page.objects.all())
    actions.tick(at=booking.hold_expires_at or make.NOW)
    publish("--all")
    Page.objects.bulk_create(pages)
    publish(booking.code)
    assert Page.objects.count() == 0


def test_one_site_alone_is_published() -> None:
    here, there = build.charter(), build.charter()
    publish("--site", build.domain(here))
    assert (build.file(here).exists(), build.file(there).exists()) == (True, True)
    build.file(here).unlink()
    build.file(there).unlink()
    publish("--site", build.domain(here))
    assert (build.file(here).exists(), build.file(there).exists()) == (True, False)


def test_a_charter_that_left_a_site_belongs_to_it_still() -> None:
    booking = build.charter()
    publish("--all")
    was = build.domain(booking)
    actions.move(booking, brand=make.brand(), by=STAFF, at=make.NOW)
    publish("--all")
    assert publish("--site", was) == "1 charters: 0 written (0 objects), 1 unchanged, 0 failed."


def test_single_charters_are_published_by_their_codes() -> None:
    booking = build.charter()
    build.charter()
    publish("--all")
    assert publish(booking.code.lower()) == "1 charters: 0 written (0 objects), 1 unchanged, 0 failed."


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say what to publish: --all, --site DOMAIN, or the codes of charters."),
        (["--site", "nobody.example.com"], "There is no site nobody.example.com. There are: sailjada.example.com."),
        (["ZZZZZZZ"], "There is no booking ZZZZZZZ."),
    ],
)
def test_what_is_not_there_is_named(arguments: list[str], words: str) -> None:
    make.brand(domain="sailjada.example.com")
    with pytest.raises(CommandError, match=words):
        publish(*arguments)


@pytest.mark.slow
def test_what_failed_is_named_and_fails_the_command(amazon: str) -> None:
    site = aws.site()
    booking = build.charter(brand=site.brand)
    Site.objects.update(bucket="nobody-has-this-bucket")
    with pytest.raises(CommandError, match=f"{booking.code}: The bucket nobody-has-this-bucket did not take it"):
        publish("--all")


@pytest.mark.slow
def test_a_season_is_published_by_many_at_once(amazon: str) -> None:
    site = aws.site()
    vessel = make.vessel()
    for day in range(20):
        build.charter(brand=site.brand, vessel=vessel, starts_at=make.NOON + timedelta(days=day))
    assert publish("--all") == "20 charters: 20 written (40 objects), 0 unchanged, 0 failed."
    assert publish("--all") == "20 charters: 0 written (0 objects), 20 unchanged, 0 failed."
