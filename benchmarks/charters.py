from datetime import datetime, timedelta

from bookings import codes
from bookings.models import Booking, Stage
from bookings.outbox.models import Delivery
from tests import make

APART = timedelta(hours=6)


def owe_anew(target: str, count: int, *, at: datetime) -> None:
    """Make `count` confirmed charters with a lead guest, each owing a delivery at `target`: rows alone, no signals."""
    Delivery.objects.bulk_create(
        Delivery(target=target, booking_code=booking.code, wanted=1, due_at=at, owed_at=at, expected_at=at)
        for booking in confirmed(count, first=at + APART)
    )


def confirmed(count: int, *, first: datetime) -> list[Booking]:
    """Make `count` confirmed charters of one vessel, six hours apart: rows alone, no signals."""
    vessel, brand, client = make.vessel(), make.brand(), make.client()
    return Booking.objects.bulk_create(
        Booking(
            code=codes.new_code(),
            title="Sunset sail",
            stage=Stage.CONFIRMED,
            vessel=vessel,
            brand=brand,
            client=client,
            starts_at=start,
            ends_at=start + timedelta(hours=3),
            occupies_from=start,
            occupies_until=start + timedelta(hours=4),
            party_size=6,
        )
        for start in (first + APART * number for number in range(count))
    )
