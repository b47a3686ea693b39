import json
import os
import tempfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
from django.core.management import BaseCommand, CommandParser, call_command
from django.db import connection
from django.utils import timezone

from benchmarks import syncing
from benchmarks.charters import APART, confirmed
from bookings import actions
from bookings.models import Booking
from bookings.outbox import worker
from guests import facts
from guests.models import Hosting, ObjectKind, Site, StalePath
from guests.objects import published
from guests.placing import place
from guests.rendering import render, render_for_anyone
from tests import make

WAITS = (0, 25)
AT_ONCE = 16
BATCH = 100
STAFF = "user:benchmark"


class Command(BaseCommand):
    help = "Publish the same season by ourselves and by programs that sync a folder, and print the figures as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--pages", type=int, required=True)
        parser.add_argument("--edits", type=int, required=True)

    def handle(self, *, pages: int, edits: int, **_: Any) -> None:
        rounds, site = [], Site()
        for wait in WAITS:
            site = _season(pages // 2, wait)
            rounds += _rounds(site, wait)
        figures = {"rounds": rounds, "rendered_per_cpu_second": _rendered(site), "edits": _edited(site, edits)}
        self.stdout.write(json.dumps(figures))


def _season(charters: int, wait: int) -> Site:
    """Make charters of one brand, each with a friendly name, and a bucket for it."""
    first = timezone.now() + timedelta(days=30)
    bookings = confirmed(charters, first=first + APART * charters * WAITS.index(wait))
    brand = bookings[0].brand
    assert brand
    for number, booking in enumerate(bookings):
        booking.slug = f"sail-{number:04}"
    Booking.objects.bulk_update(bookings, ["slug"])
    names = {"bucket": _bucket(f"ours-{wait}"), "incoming_bucket": _bucket(f"incoming-{wait}")}
    own = {"hosting": Hosting.BUCKET, "region": os.environ["AWS_REGION"], "distribution": f"E{wait}"}
    return Site.objects.create(brand=brand, **names, **own)


def _rounds(site: Site, wait: int) -> list[dict[str, Any]]:
    """Publish everything, then everything rendered anew of which one charter in a hundred changed."""
    domain, commands = site.brand.domain, syncing.programs()
    buckets = {name: _bucket(f"{'-'.join(name.replace('--', '').split())}-{wait}") for name in commands}
    prepared = Site(brand=make.brand(), bucket=_bucket(f"prepared-{wait}"), hosting=Hosting.BUCKET, region=site.region)
    prepared.incoming_bucket = prepared.bucket
    prepared.save()

    def ours() -> None:
        call_command("publish", "--site", domain, stdout=open(os.devnull, "w"))  # noqa: SIM115, PTH123

    rounds = [_timed("first", "ours, rendering too", wait, ours)]
    with tempfile.TemporaryDirectory() as folder:
        bodies = _fetch(site, Path(folder))
        rounds.append(_timed("first", "ours, rendered before", wait, lambda: _place(prepared, bodies)))
        for name, command in commands.items():
            rounds.append(_sync("first", name, wait, command, Path(folder), buckets[name]))
        _edit_one_in_a_hundred(site)
        rounds.append(_timed("1 % changed", "ours, rendering too", wait, ours))
        bodies = _fetch(site, Path(folder))
        rounds.append(_timed("1 % changed", "ours, rendered before", wait, lambda: _place(prepared, bodies)))
        for name, command in commands.items():
            rounds.append(_sync("1 % changed", name, wait, command, Path(folder), buckets[name]))
    return rounds


def _sync(what: str, who: str, wait: int, command: list[str], folder: Path, bucket: str) -> dict[str, Any]:
    return _timed(what, who, wait, lambda: syncing.sync(command, folder, bucket))


def _timed(what: str, who: str, wait: int, job: Callable[[], None]) -> dict[str, Any]:
    _calls(wait)
    started = time.perf_counter()
    job()
    seconds = round(time.perf_counter() - started, 2)
    return {"what": what, "who": who, "wait": wait, "seconds": seconds, "calls": _calls(0)}


def _calls(wait: int) -> dict[str, int]:
    """Set how long a request takes from now on, and return the calls since the last time."""
    address = f"{os.environ['AWS_ENDPOINT_URL']}/-/{wait}"
    with urllib.request.urlopen(address) as answer:  # noqa: S310  # our own proxy
        counts: dict[str, int] = json.load(answer)
    return counts


def _place(site: Site, bodies: dict[str, bytes]) -> None:
    at = timezone.now()

    def one(key: str) -> None:
        kind = ObjectKind.CALENDAR if key.endswith(".ics") else ObjectKind.PAGE
        place(site, key, bodies[key], kind=kind, code="", at=at)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, bodies))
        list(pool.map(lambda _: connection.close(), range(AT_ONCE)))


def _fetch(site: Site, folder: Path) -> dict[str, bytes]:
    """Bring what the bucket holds into a folder, as files made just now."""
    objects = published(site)
    keys = list(objects.listed(site.key_prefix))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        bodies = dict(zip(keys, pool.map(lambda key: objects.read(key, at_most=10**7) or b"", keys), strict=True))
    for key, body in bodies.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(body)
    return bodies


def _edit_one_in_a_hundred(site: Site) -> None:
    for booking in site.brand.bookings.all()[::100]:
        actions.edit(booking, {"guest_notes": "Bring a hat."}, by=STAFF, at=timezone.now())


def _rendered(site: Site) -> float:
    codes = list(site.brand.bookings.values_list("code", flat=True)[:BATCH])
    shown = [wish.facts for wish in facts.of_bookings(codes, timezone.now()).values() if wish.facts]
    started = time.process_time()
    for each in shown:
        render(each)
        render_for_anyone(each)
    return round(2 * len(shown) / (time.process_time() - started), 1)


def _edited(site: Site, edits: int) -> dict[str, float]:
    """Edit one charter after another, every second time something that guests see; return the cost of 1,000 edits."""
    bookings = list(site.brand.bookings.all())
    StalePath.objects.all().delete()
    _calls(0)
    for number in range(edits):
        change = {"guest_notes" if number % 2 else "crew_notes": f"Number {number}."}
        actions.edit(bookings[number % len(bookings)], change, by=STAFF, at=timezone.now())
    worker.drain("guest_page")
    return {"puts": _calls(0).get("PUT", 0) * 1000 / edits, "paths": StalePath.objects.count() * 1000 / edits}


def _bucket(name: str) -> str:
    client = boto3.client("s3")
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": os.environ["AWS_REGION"]})
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name
