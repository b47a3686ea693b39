"""What the database itself refuses, whoever writes past the actions."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from bookings.models import Booking, Brand, Stage, Vessel
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("ends before it starts", {"ends_at": NOON - timedelta(hours=1)}),
    ("occupies less than its own time", {"occupies_from": NOON + timedelta(hours=1)}),
    ("hold without expiry", {"stage": Stage.HOLD}),
    ("expiry without hold", {"hold_expires_at": NOON}),
    ("cancelled without cause", {"stage": Stage.CANCELLED}),
    ("cause without cancellation", {"cancel_cause": "us"}),
    ("charter without brand", {"brand": None}),
    ("closure as inquiry", {"kind": "closure", "stage": Stage.INQUIRY}),
    ("code in lower case", {"code": "xhqgmdh"}),
]


@pytest.mark.parametrize("values", [values for _, values in REFUSED], ids=[name for name, _ in REFUSED])
def test_a_booking_row_that_cannot_be_is_refused(values: dict[str, Any]) -> None:
    booking = make.booking()
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(**values)


@pytest.mark.parametrize("field", ["capacity", "usual_minutes"])
def test_a_vessel_takes_someone_for_a_while(field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Vessel.objects.filter(pk=make.vessel().pk).update(**{field: 0})


def test_there_is_one_default_brand() -> None:
    make.brand(is_default=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.brand(is_default=True)


def test_a_domain_is_in_lower_case() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Brand.objects.filter(pk=make.brand().pk).update(domain="SailJada.com")


def test_an_outside_reference_comes_once_per_source() -> None:
    make.booking(source="boatsetter", external_ref="b-1")
    other = make.booking(source="samboat", external_ref="b-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(pk=other.pk).update(source="boatsetter")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no exclusion constraints")
def test_postgresql_refuses_an_overlap_that_went_round_the_lock() -> None:
    first = make.booking()
    second = make.booking(vessel=first.vessel, starts_at=NOON + timedelta(days=1))
    shifted = {name: getattr(first, name) for name in ("starts_at", "ends_at", "occupies_from", "occupies_until")}
    with pytest.raises(IntegrityError, match="booking_vessel_is_in_one_place"), transaction.atomic():
        Booking.objects.filter(pk=second.pk).update(**shifted)
