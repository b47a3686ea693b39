"""The only writers of agreed rates."""

import secrets
from datetime import datetime

from django.db import transaction

from crew.models import Assignment
from crew.pay.models import AgreedRate, Rate


@transaction.atomic
def agree(assignment: Assignment, *, by: str, at: datetime) -> AgreedRate | None:
    """Freeze the rate in force on the charter's day, in its port. No rate known: nothing agreed, None."""
    booking = assignment.booking
    day = booking.starts_at.astimezone(booking.zone).date()
    rate = Rate.objects.in_force(role=assignment.role, person=assignment.person, on=day).first()
    agreed = AgreedRate.objects.select_for_update().filter(assignment=assignment).first()
    if rate is None:
        if agreed:
            agreed.changed_by = by
            agreed.delete()
        return None
    agreed = agreed or AgreedRate(assignment=assignment, salt=secrets.token_hex(16))
    agreed.cents_per_hour, agreed.currency = rate.cents_per_hour, rate.currency
    agreed.changed_by = by
    agreed.save()
    return agreed
