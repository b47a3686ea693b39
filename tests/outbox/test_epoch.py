from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from bookings.outbox import epoch
from bookings.outbox.models import Epoch
from tests.make import NOW

pytestmark = pytest.mark.django_db


def test_the_first_epoch_counts_from_one() -> None:
    assert epoch.version(3) == 3


def test_a_raised_epoch_counts_above_all_before_it() -> None:
    assert epoch.raise_epoch(at=datetime(2026, 1, 2, 5, tzinfo=UTC)) == (0, 29)
    assert epoch.version(3) == 29_000_003


def test_two_restores_within_the_hour_are_two_epochs() -> None:
    _, first = epoch.raise_epoch(at=NOW)
    assert epoch.raise_epoch(at=NOW) == (first, first + 1)


def test_an_old_backup_still_goes_above_what_the_time_after_it_reached() -> None:
    _, lost = epoch.raise_epoch(at=NOW)
    Epoch.objects.all().delete()
    assert epoch.raise_epoch(at=NOW + timedelta(hours=1))[1] > lost


def test_there_is_one_epoch() -> None:
    with pytest.raises(IntegrityError):
        Epoch.objects.create(pk=2, number=5)


def test_the_command_says_what_it_did() -> None:
    Epoch.objects.create(pk=1, number=1_000_000)
    call_command("raise_epoch", stdout=(said := StringIO()))
    assert said.getvalue() == "Epoch 1000000 is over, 1000001 begins. The next reconcile pass sends what differs.\n"
