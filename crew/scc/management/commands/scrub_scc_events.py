import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from crew.scc import old_records


class Command(BaseCommand):
    help = (
        "Take revenue and captain fee out of an older SCC's DynamoDB table: attributes of that name, and every line of "
        "money inside notes. Look first with --dry-run. Again is safe: a clean table is only read. Exit status 1 if a "
        "record kept changing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--table", required=True)
        parser.add_argument("--dry-run", action="store_true", help="show what would go, numbers hidden; write nothing")
        parser.add_argument(
            "--key",
            action="append",
            metavar="NAME",
            help="attribute of the table's key (eventId), once for each; asked of the table where none is given",
        )

    def handle(self, *, table: str, dry_run: bool, key: list[str] | None, **_: Any) -> None:
        try:
            count = self._scrub(table, key, dry_run=dry_run)
        except (ClientError, BotoCoreError) as error:
            # The code alone: DynamoDB's words may quote what is in the table.
            said = getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__
            raise CommandError(f"{table} can't be worked on ({said}). What was done stays. Run it again.") from None
        self.stdout.write(_summary(count, dry_run=dry_run))
        if count["busy"]:
            sys.exit(1)

    def _scrub(self, name: str, key: list[str] | None, *, dry_run: bool) -> Counter[str]:
        table = old_records.table_named(name)
        keys = key or [each["AttributeName"] for each in table.key_schema]
        count = Counter[str]()
        for outcome in tqdm(old_records.scrub(table, keys=keys, dry_run=dry_run), unit="record", disable=None):
            count["read"] += 1
            if not outcome.found:
                continue
            count["scrubbed" if outcome.done else "busy"] += 1
            count["places"] += len(outcome.found) if outcome.done else 0
            left = "" if outcome.done else "left as it is, since somebody else kept changing it: "
            with tqdm.external_write_mode():
                self.stdout.write(f"{outcome.record}: {left}{'; '.join(outcome.found)}")
        return count


def _summary(count: Counter[str], *, dry_run: bool) -> str:
    read = f"{count['read']} records read"
    if not count["scrubbed"] and not count["busy"]:
        return f"{read}: nothing to do."
    if dry_run:
        return f"{read}: {count['scrubbed']} would be scrubbed of {count['places']} places. Nothing was written."
    busy = f" {count['busy']} left as they are: run it again." if count["busy"] else ""
    return f"{read}: {count['scrubbed']} scrubbed of {count['places']} places.{busy}"
