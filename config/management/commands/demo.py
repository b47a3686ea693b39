import json
import os
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bookings.messages import ses, sms_news
from config.demo import amazon, fleet, progress, season, tour
from config.demo.answering import until_answering
from config.management import ground
from config.tree import ended_by_signals, free_port
from guests.models import Site

SENDERS = {"EMAIL_BACKEND": ses.BACKEND, "SMS_BACKEND": sms_news.BACKEND}
"""What sends through Amazon."""
SETTLE_SECONDS = 1.0
DELIVER_WITHIN_SECONDS = 180.0
ANSWER_WITHIN_SECONDS = 60.0


class Command(BaseCommand):
    help = "Run the product on a sample season, on this machine alone. Again: it goes on with what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--exit", action="store_true", help="end when all is delivered; status 1 if not all is")
        parser.add_argument("--aws", action="store_true", help="with buckets, CloudFront, SES and SNS of a stand-in")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        with ended_by_signals(), ExitStack() as started:
            aws = self._rent_amazon(started) if options["aws"] else ""
            if not self._run(aws=aws, leave=options["exit"], as_json=options["json"]):
                sys.exit(1)

    def _run(self, *, aws: str, leave: bool, as_json: bool) -> bool:
        """Return whether everything due was delivered."""
        started = time.monotonic()
        ground.take_port(self._say)
        os.environ["SETTLE_SECONDS"], settings.SETTLE_SECONDS = str(SETTLE_SECONDS), SETTLE_SECONDS
        self._say("Preparing the database and the static files …")
        ground.prepare()
        self._sail(launch=bool(aws))
        with ground.tree(self._say) as tree:
            progress.until_delivered(within_seconds=DELIVER_WITHIN_SECONDS, meanwhile=tree.watch)
            shown = tour.facts(aws=aws)
            page = shown["guest_page"]["url"]
            answers = until_answering(page, within_seconds=ANSWER_WITHIN_SECONDS, meanwhile=tree.watch)
            if not answers:
                self._say(f"The web does not answer; see {tree.log_dir}.")
            shown["seconds"] = round(time.monotonic() - started, 1)
            self._show(shown, as_json=as_json)
            if not leave:
                self._say("Ctrl-C ends it.")
                tree.watch_forever()
        return answers and not shown["deliveries"]["owed"] and not shown["deliveries"]["parked"]

    def _rent_amazon(self, started: ExitStack) -> str:
        """Have an AWS on this machine, for this process and its children; return its address."""
        self._say("Starting the AWS stand-in …")
        folder, port = Path(settings.VAR_DIR) / "amazon", free_port(amazon.PORT, tries=200)
        try:
            os.environ |= started.enter_context(amazon.running(folder, port=port)) | SENDERS
        except amazon.StandInError as error:
            raise CommandError(str(error)) from None
        for name, value in SENDERS.items():
            setattr(settings, name, value)
        amazon.verify_house_senders()
        return os.environ["AWS_ENDPOINT_URL"]

    def _sail(self, *, launch: bool) -> None:
        """Bring fleet, season and crew to where they should be, and if told to, each brand onto its own domain."""
        now, folder = timezone.now(), Path(settings.VAR_DIR) / "demo"
        vessel = fleet.build()
        if launch:
            for domain in Site.objects.values_list("brand__domain", flat=True):
                call_command("launch_site", domain, stdout=self.stderr)
        first_run = season.first_run(folder, today=now.astimezone(vessel.zone).date())
        season.import_files(folder, first_run=first_run, vessel=vessel, out=sys.stderr)
        self._say("Giving the charters their crew …")
        season.crew_up(at=timezone.now())

    def _show(self, shown: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(shown))
        else:
            counts = ", ".join(f"{count} {state}" for state, count in shown["deliveries"].items())
            self.stdout.write(f"\nFairlead runs. Deliveries: {counts}.\n\n{tour.in_words(shown)}\n")
        self.stdout.flush()

    def _say(self, words: str) -> None:
        self.stderr.write(words, self.style.NOTICE)
