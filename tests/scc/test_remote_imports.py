"""Where nobody is to be told, SCC is sent nothing new, and what it was sent stays true."""

import pytest

from bookings import actions
from bookings.models import CancelCause
from bookings.outbox.upkeep import Finding
from bookings.outbox.worker import Tally
from tests.make import NOW, STAFF
from tests.scc.fake_scc import FakeScc
from tests.scc.test_remote import crewed, drain, reconcile

pytestmark = pytest.mark.django_db


def test_an_import_sends_nothing_and_nobody_is_told(other_scc: FakeScc) -> None:
    crewed(tell=False)
    assert (reconcile(), drain(), other_scc.asked) == (Finding(), Tally(), [])


def test_what_was_imported_is_sent_with_its_first_change_that_is_told(other_scc: FakeScc) -> None:
    booking = crewed(tell=False)
    actions.edit(booking, {"title": "Sunrise sail"}, by=STAFF, at=NOW)
    drain()
    assert other_scc.events["XHQGMDH"]["eventName"] == "Sunrise sail"


def test_what_was_sent_stays_true_even_where_nobody_is_to_be_told(other_scc: FakeScc) -> None:
    booking = crewed()
    drain()
    actions.cancel(booking, cause=CancelCause.MISTAKE, by=STAFF, at=NOW, tell=False)
    drain()
    assert other_scc.events == {}
