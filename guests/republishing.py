"""Has pages rendered anew, whatever is known of them: what differs or is missing is stored, the rest is left."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from bookings.outbox.models import Delivery
from bookings.outbox.owing import owe
from bookings.outbox.targets import Facts, Standing, targets
from bookings.outbox.upkeep import UNKNOWN

TARGET = "guest_page"
OTHER_DESIGN: Facts = {"design": ""}
"""Makes what was delivered differ from every wish, that for nothing included, though all else is known of it."""


def owe_anew(codes: Collection[str], *, at: datetime) -> None:
    """Owe the pages of these bookings again, each to be compared with its objects byte for byte."""
    rows = list(Delivery.objects.filter(target=TARGET, booking_code__in=codes))
    drifted = {code for code, _ in targets()[TARGET].drifted(_standing(row) for row in rows)}
    with transaction.atomic():
        for code in codes:
            owe(TARGET, code, at=at)
        for row in rows:
            row.facts = UNKNOWN if row.booking_code in drifted else (row.facts or UNKNOWN) | OTHER_DESIGN
        Delivery.objects.bulk_update(rows, ["facts"])


def _standing(row: Delivery) -> Standing:
    return Standing(row.booking_code, row.recipient, row.facts, row.ref)
