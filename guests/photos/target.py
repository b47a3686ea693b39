"""Photos as a target of the outbox: what a guest sends is looked at, kept or refused, and goes when it has to."""

from collections.abc import Collection
from datetime import datetime

from bookings.outbox.targets import Job, Target, Wishes


class GuestPhotos(Target):
    """One recipient a photo: its number."""

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        return {}

    def deliver(self, job: Job) -> str:
        return job.ref
