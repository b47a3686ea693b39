from argparse import ArgumentParser
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from bookings.models import Booking, Brand
from bookings.outbox import worker
from bookings.outbox.models import Delivery
from guests.models import Page
from guests.republishing import TARGET, owe_anew

BATCH = 200
THREADS = 16
THREADS_ON_SQLITE = 4
"""It has one writer at a time: more threads only wait."""


class Command(BaseCommand):
    help = "Render pages anew and store what differs or is missing: of every charter, of one site, or of single ones."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="a charter's code")
        parser.add_argument("--all", action="store_true", help="every charter, past ones too")
        parser.add_argument("--site", metavar="DOMAIN", help="only what stands, or should stand, on this domain")

    def handle(self, *args: Any, **options: Any) -> None:
        codes, started = _codes(options), timezone.now()
        with tqdm(total=len(codes), unit="charter", disable=None, desc="comparing") as progress:
            for start in range(0, len(codes), BATCH):
                batch = codes[start : start + BATCH]
                owe_anew(batch, at=started)
                progress.update(len(batch))
        _drain_all(len(codes))
        self._report(set(codes), since=started)

    def _report(self, codes: set[str], *, since: datetime) -> None:
        rows = [row for row in Delivery.objects.filter(target=TARGET).unsettled() if row.booking_code in codes]
        stored = Page.objects.filter(stored_at__gte=since).values_list("booking_code", flat=True)
        objects = [code for code in stored if code in codes]
        written, left = set(objects), {row.booking_code for row in rows}
        self.stdout.write(
            f"{len(codes)} charters: {len(written - left)} written ({len(objects)} objects), "
            f"{len(codes - written - left)} unchanged, {len(left)} failed."
        )
        if rows:
            named = "\n".join(f"  {row.booking_code}: {row.error or 'still owed'}" for row in rows)
            raise CommandError(f"Still owed, and tried again by the workers unless parked:\n{named}")


def _codes(options: dict[str, Any]) -> list[str]:
    """Return the codes that were asked for. Raises CommandError for what is not there, and where nothing was asked."""
    named, domain = [code.upper() for code in options["codes"]], options["site"]
    if not (named or domain or options["all"]):
        raise CommandError("Say what to publish: --all, --site DOMAIN, or the codes of charters.")
    if domain and not Brand.objects.filter(domain=domain).exists():
        domains = ", ".join(Brand.objects.order_by("domain").values_list("domain", flat=True))
        raise CommandError(f"There is no site {domain}. There are: {domains}.")
    if missing := set(named) - set(Booking.objects.filter(code__in=named).values_list("code", flat=True)):
        raise CommandError(f"There is no booking {', '.join(sorted(missing))}.")
    return named or sorted(_of_site(domain) if domain else _everything())


def _of_site(domain: str) -> Collection[str]:
    """Return bookings of the brand, and those that went over to another and left something on its domain."""
    pages = Page.objects.filter(site__brand__domain=domain).exclude(booking_code="")
    bookings = Booking.objects.charters().filter(brand__domain=domain)
    return {*bookings.values_list("code", flat=True), *pages.values_list("booking_code", flat=True)}


def _everything() -> Collection[str]:
    pages = Page.objects.exclude(booking_code="")
    return {*Booking.objects.charters().values_list("code", flat=True), *pages.values_list("booking_code", flat=True)}


def _drain_all(expected: int) -> None:
    """Deliver everything due, many at once."""
    threads = THREADS_ON_SQLITE if connection.vendor == "sqlite" else THREADS
    progress = tqdm(total=expected, unit="charter", disable=None, desc="publishing")
    with progress, ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(_drain, progress) for _ in range(threads)]:
            done.result()


def _drain(progress: Any) -> None:
    try:
        for batch in worker.batches(TARGET):
            progress.update(sum(astuple(batch)))
    finally:
        connection.close()
