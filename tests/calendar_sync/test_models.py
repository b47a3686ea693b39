from datetime import timedelta

import pytest
from django.db import IntegrityError

from calendar_sync.models import Status
from tests import make
from tests.calendar_sync import build

pytestmark = pytest.mark.django_db


def test_entry_ends_after_it_starts() -> None:
    with pytest.raises(IntegrityError, match="entry_ends_after_it_starts"):
        build.entry(ends_at=make.NOON)


def test_cancelled_entry_occupies_nothing() -> None:
    with pytest.raises(IntegrityError, match="entry_cancelled_occupies_nothing"):
        build.entry(status=Status.CANCELLED, occupies=True)


def test_entry_code_stands_once() -> None:
    build.entry(code="XHQGMDH")

    with pytest.raises(IntegrityError):
        build.entry(code="XHQGMDH", starts_at=make.NOON + timedelta(days=1))
