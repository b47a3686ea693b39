from typing import Any

from celery import shared_task

from bookings.outbox import worker


@shared_task
def drain(*, target: str, **_: Any) -> None:
    worker.drain(target)
