"""What the edge is asked to forget, on an AWS that counts."""

from datetime import timedelta

import pytest

from bookings.outbox import upkeep
from bookings.outbox.models import Delivery
from guests.edge import stale
from guests.models import ObjectKind, Site, StalePath
from guests.placing import place
from tests import amazon as on_amazon
from tests import make
from tests.guests import build
from tests.guests.edge import NAMES, after, asked, distribution, drain, edit, owed

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def site(amazon: str) -> Site:
    """A site behind a distribution of its own."""
    return build.site(distribution=distribution())


def test_one_edit_is_one_invalidation_two_seconds_later(site: Site) -> None:
    edit(site)
    drain(1.9)
    early = asked(site)
    drain(2)
    assert (early, asked(site)) == ([], [["/g/XHQGMDH*", "/g/smith-sail*"]])


def test_forty_edits_in_the_window_are_one_path(site: Site) -> None:
    for number in range(40):
        edit(site, f"g/BCDF{number}HJ.html", f"g/charter-{number}.html", seconds=number / 5)
        drain(number / 5)
    drain(10)
    assert asked(site) == [["/g/*"]]


def test_a_thousand_edits_in_twenty_seconds_are_a_path_each_ten_seconds(site: Site) -> None:
    for number in range(1000):
        edit(site, f"g/charter-{number}.html", seconds=number / 50)
        if number % 50 == 0:
            drain(number / 50)
    drain(22)
    assert asked(site) == [["/g/*"]] * 2


def test_what_was_asked_for_is_looked_at_until_it_is_done_and_asked_for_once(site: Site) -> None:
    edit(site)
    for seconds in range(2, 60):
        drain(seconds)
    assert len(asked(site)) == 1
    assert (stale.still_stale(site, NAMES), owed(site).state, owed(site).due_at) == (False, "delivered", None)


def test_a_name_is_stale_until_cloudfront_says_that_it_is_done(site: Site) -> None:
    edit(site, "g/XHQGMDH.html")
    noted = stale.still_stale(site, ["g/XHQGMDH.html"])
    drain(2)
    named = stale.still_stale(site, ["g/XHQGMDH.html"])
    drain(17)
    assert (noted, named, stale.still_stale(site, ["g/XHQGMDH.html"])) == (True, True, False)


def test_another_name_or_another_site_is_not_stale_with_it(site: Site) -> None:
    other = build.site(distribution="EOTHER")
    edit(site, "g/XHQGMDH.html")
    assert not stale.still_stale(site, ["g/BCDFGHJ.html"])
    assert not stale.still_stale(other, ["g/XHQGMDH.html"])


def test_an_edit_during_the_call_settles_like_any_other(site: Site) -> None:
    edit(site)
    drain(2)
    edit(site, "g/BCDFGHJ.html", seconds=3)
    Delivery.objects.update(due_at=after(3))  # as the outbox does when something is wanted meanwhile
    drain(3)
    soon = len(asked(site))
    drain(5)
    assert (soon, asked(site)[1:]) == (1, [["/g/BCDFGHJ*"]])


def test_send_now_does_not_wait_for_more(site: Site) -> None:
    edit(site)
    upkeep.retry(Delivery.objects.of("guest_edge", site.distribution), at=make.NOW)
    drain(0)
    assert len(asked(site)) == 1


def test_an_invalidation_whose_answer_was_lost_is_not_made_twice(site: Site) -> None:
    edit(site)
    drain(2)
    StalePath.objects.update(invalidation="")
    drain(17)
    assert len(asked(site)) == 1


def test_an_invalidation_that_cloudfront_does_not_know_is_asked_for_again(site: Site) -> None:
    edit(site)
    StalePath.objects.update(invalidation="ILOST")
    drain(2)
    assert len(asked(site)) == 1


def test_two_distributions_are_asked_apart(site: Site) -> None:
    other = build.site(distribution=distribution())
    edit(site, "g/XHQGMDH.html")
    edit(other, "g/BCDFGHJ.html")
    drain(2)
    assert (asked(site), asked(other)) == ([["/g/XHQGMDH*"]], [["/g/BCDFGHJ*"]])


def test_a_page_that_changes_in_its_bucket_leaves_the_edge(amazon: str) -> None:
    site = on_amazon.site(distribution=distribution())
    for number, body in enumerate((b"one", b"two")):
        at = after(number)
        place(site, "g/XHQGMDH.html", body, kind=ObjectKind.PAGE, code="XHQGMDH", at=at)
    drain(3)
    assert asked(site) == [["/g/XHQGMDH*"]]


def test_a_distribution_that_is_not_there_is_put_before_staff(site: Site) -> None:
    site.distribution = "EELSEWHERE"
    edit(site)
    tally = drain(2)
    assert (tally.parked, owed(site).error) == (
        1,
        "CloudFront knows no distribution EELSEWHERE. Correct it on the site's page, "
        "or run `launch_site` for its domain; then retry.",
    )
    assert stale.still_stale(site, NAMES)


def test_a_site_without_a_distribution_has_no_edge() -> None:
    site = build.site()
    edit(site)
    assert (StalePath.objects.count(), Delivery.objects.count()) == (0, 0)
    assert not stale.still_stale(site, NAMES)


def test_what_was_done_a_month_ago_is_forgotten_once_an_hour() -> None:
    for days, done in ((31, True), (31, False), (29, True)):
        at = make.NOW - timedelta(days=days)
        StalePath.objects.create(distribution="E1", path=f"/{days}{done}", since=at, done_at=at if done else None)
    stale.forget(at=make.NOW)
    left = set(StalePath.objects.values_list("path", flat=True))
    stale.forget(at=make.NOW + timedelta(days=2))
    assert (left, StalePath.objects.count()) == ({"/31False", "/29True"}, 2)
