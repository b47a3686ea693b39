from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from tqdm import tqdm

from bookings import upkeep
from bookings.outbox.upkeep import Finding


class Command(BaseCommand):
    help = "Compare every booking with what was delivered, and that with what stands outside; owe what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also charters more than 60 days past")

    def handle(self, *args: Any, **options: Any) -> None:
        now, found = timezone.now(), Finding()
        codes = upkeep.codes_of_interest(at=now, everything=options["all"])
        with tqdm(total=len(codes), unit="booking", disable=None) as progress:
            for done, finding in upkeep.reconcile(codes, at=now):
                found += finding
                progress.update(done)
        self.stdout.write(
            f"{len(codes)} bookings compared: {found.behind} deliveries were behind, "
            f"{found.drifted} had changed outside. `manage.py sweep` delivers them now."
        )
