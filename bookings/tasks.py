"""What the clock does: lapse, complete, compare with the outside."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from bookings import upkeep


@shared_task
def tick(**_: Any) -> None:
    upkeep.tick(at=timezone.now())


@shared_task
def reconcile(**_: Any) -> None:
    now = timezone.now()
    for _done in upkeep.reconcile(upkeep.codes_of_interest(at=now), at=now):
        pass
