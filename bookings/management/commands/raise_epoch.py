from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bookings.outbox.epoch import raise_epoch


class Command(BaseCommand):
    help = "Run once after a restore from a backup: what is sent from now on counts above whatever was sent before."

    def handle(self, *args: Any, **options: Any) -> None:
        before, after = raise_epoch(at=timezone.now())
        self.stdout.write(f"Epoch {before} is over, {after} begins. The next reconcile pass sends what differs.")
