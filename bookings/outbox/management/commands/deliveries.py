import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.outbox import upkeep
from bookings.outbox.models import Delivery

MOST_ROWS = 500


class Command(BaseCommand):
    help = "Show what is owed to the outside, what is late and what is parked; or try one booking's again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object, for scripts")
        parser.add_argument("--retry", metavar="CODE", help="try everything this booking owes again now")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["retry"]:
            self._retry(options["retry"].upper())
        report = {
            "delivered": Delivery.objects.settled().count(),
            "owed": Delivery.objects.owed().count(),
            "late": Delivery.objects.late(now).count(),
            "parked": Delivery.objects.parked().count(),
            "rows": [
                {
                    "booking": row.booking_code,
                    "target": row.target,
                    "recipient": row.recipient,
                    "state": row.state,
                    "late": row.is_late(now),
                    "due_at": row.due_at and row.due_at.isoformat(),
                    "attempts": row.attempts,
                    "error": row.error,
                }
                for row in Delivery.objects.unsettled().order_by("expected_at")[:MOST_ROWS]
            ],
        }
        self.stdout.write(json.dumps(report) if options["json"] else _as_text(report))

    def _retry(self, code: str) -> None:
        rows = Delivery.objects.about(code)
        if not rows.exists():
            raise CommandError(f"Nothing was ever owed for {code}. Is the code right?")
        again = upkeep.retry(rows, at=timezone.now())
        self.stderr.write(f"{code}: {again} tried again." if again else f"{code}: nothing is owed or parked.")


def _as_text(report: dict[str, Any]) -> str:
    lines = ["{delivered} delivered, {owed} owed ({late} late), {parked} parked".format(**report)]
    for row in report["rows"]:
        state = "late" if row["late"] else row["state"]
        who = f" {row['recipient']}" if row["recipient"] else ""
        tried = f", tried {row['attempts']}×" if row["attempts"] else ""
        lines.append(f"  {row['booking']}  {row['target']}{who}: {state}{tried}  {row['error']}".rstrip())
    return "\n".join(lines)
