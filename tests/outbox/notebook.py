"""An outside of our own: a notebook that shows each booking's title, and can be told to fail."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from bookings.models import Booking, Stage
from bookings.outbox import owing
from bookings.outbox.targets import KEEP, Job, Standing, Target, Wish, Wishes
from bookings.signals import booking_changed

TARGETS = {"notebook": {"BACKEND": "tests.outbox.notebook.Notebook"}}


class Notebook(Target):
    pages: dict[tuple[str, str], Any] = {}
    jobs: list[Job] = []
    recipients: list[str] = [""]
    before_writing: Callable[[Job], None] = staticmethod(lambda job: None)
    changes_at: datetime | None = None
    together: list[list[str]] = []

    @classmethod
    def clean(cls) -> None:
        cls.pages, cls.jobs, cls.recipients, cls.together = {}, [], [""], []
        cls.bundles = False
        cls.before_writing = staticmethod(lambda job: None)
        cls.changes_at = None

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        bookings = Booking.objects.filter(code__in=codes).exclude(stage=Stage.INQUIRY)
        return {booking.code: {who: self._wish(booking, now) for who in self.recipients} for booking in bookings}

    def _wish(self, booking: Booking, now: datetime) -> Wish:
        if booking.stage == Stage.COMPLETED:
            return KEEP
        later = self.changes_at is not None and now >= self.changes_at
        facts = {"title": booking.title} | ({"later": True} if later else {})
        return Wish(facts, changes_at=None if later else self.changes_at)

    def deliver(self, job: Job) -> str:
        self.before_writing(job)
        self.jobs.append(job)
        if job.facts is None:
            self.pages.pop((job.code, job.recipient), None)
        else:
            self.pages[job.code, job.recipient] = job.facts
        return f"page {job.version}"

    def deliver_together(self, jobs: Sequence[Job]) -> list[str]:
        self.together.append(sorted(job.code for job in jobs))
        return super().deliver_together(jobs)

    def drifted(self, standings: Iterable[Standing]) -> Iterator[tuple[str, str]]:
        for standing in standings:
            if self.pages.get((standing.code, standing.recipient)) != standing.facts:
                yield standing.code, standing.recipient


@contextmanager
def only_owed_to(name: str) -> Iterator[None]:
    """Let bookings owe to one target alone, instead of to those of the product."""

    def owe(sender: type[Booking], *, booking: Booking, at: datetime, **_: Any) -> None:
        owing.owe(name, booking.code, at=at)

    others, booking_changed.receivers = booking_changed.receivers, []
    booking_changed.sender_receivers_cache.clear()
    booking_changed.connect(owe)
    try:
        yield
    finally:
        booking_changed.receivers = others
        booking_changed.sender_receivers_cache.clear()
