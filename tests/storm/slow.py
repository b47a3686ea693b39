"""A target that writes a line a delivery, and waits while a file says so: for killing a worker in the middle."""

import time
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.conf import settings

from bookings.models import Booking
from bookings.outbox.targets import Job, Target, Wish, Wishes


class Slow(Target):
    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        return {each.code: {"": Wish({"title": each.title})} for each in Booking.objects.filter(code__in=codes)}

    def deliver(self, job: Job) -> str:
        folder = Path(settings.VAR_DIR) / "slow"
        (folder / "started").touch()
        while (folder / "wait").exists():
            time.sleep(0.02)
        with (folder / "done").open("a") as done:
            done.write(f"{job.code} {job.version}\n")
        return "slow"
