"""The edge as a target of the outbox: no distribution shows what is no longer so."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from bookings.outbox.targets import Job, Target, Wish, Wishes
from guests.models import StalePath


class Invalidation(Target):
    """One delivery a distribution, whose id stands where others have a booking's code."""

    one_recipient = True

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        noted = StalePath.objects.filter(distribution__in=codes).values("distribution").annotate(last=Max("pk"))
        return {row["distribution"]: {"": Wish({"through": row["last"]})} for row in noted.order_by()}

    def deliver(self, job: Job) -> str:
        return job.ref
