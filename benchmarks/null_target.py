from collections.abc import Collection
from datetime import datetime

from bookings.outbox.targets import Job, Target, Wish, Wishes


class NullTarget(Target):
    """Wants something for every booking and does nothing about it: what is left is the outbox's own cost."""

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        return {code: {"": Wish({"code": code})} for code in codes}

    def deliver(self, job: Job) -> str:
        return "null"
