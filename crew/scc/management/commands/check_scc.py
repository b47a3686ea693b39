from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crew.scc.checks_remote import calls_another_scc, check_the_address, check_the_key


class Command(BaseCommand):
    help = "Ask the other ShipCaptainCrew, without writing anything, whether it takes our key."

    def handle(self, *args: Any, **options: Any) -> None:
        if not calls_another_scc():
            self.stdout.write("Nobody to ask: this installation tells its crew by itself.")
            return
        faults = check_the_address() or check_the_key()
        if faults:
            raise CommandError("\n".join(str(fault.msg) for fault in faults))
        self.stdout.write(f"{urlsplit(settings.SCC_BASE_URL).hostname} takes our key.")
