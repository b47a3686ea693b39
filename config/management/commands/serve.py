import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand

from bookings.models import User
from config.management import ground
from config.tree import ended_by_signals

FIRST_OWNER = "owner"


class Command(BaseCommand):
    help = "Run everything on this machine: web, worker, sweep. Makes the first owner, who may see and do all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--owner", metavar="NAME", help="the first owner's user name, instead of being asked")

    def handle(self, *args: Any, owner: str | None, **options: Any) -> None:
        with ended_by_signals():
            ground.take_port(self.stderr.write)
            ground.prepare()
            if not User.objects.filter(is_superuser=True, is_active=True).exists():
                self._make_owner(owner)
            with ground.tree(self.stderr.write) as tree:
                self.stdout.write(
                    f"Fairlead runs at {settings.PUBLIC_URL} (staff: {settings.PUBLIC_URL}/admin/).\n"
                    f"What the processes say is in {tree.log_dir}. Ctrl-C ends it."
                )
                tree.watch_forever()

    def _make_owner(self, name: str | None) -> None:
        """Ask for the owner's name and password; with nobody to ask, make a password and show it this once."""
        if sys.stdin.isatty():
            self.stdout.write("Nobody owns this installation yet. Make the first owner:")
            call_command("createsuperuser", **{"username": name} if name else {})
        else:
            password = secrets.token_urlsafe(12)
            User.objects.create_superuser(name or FIRST_OWNER, password=password)
            self.stdout.write(
                f"Nobody owned this installation, and there was no terminal to ask at: "
                f"made the owner {name or FIRST_OWNER!r} with the password {password} — shown this once only."
            )
        Group.objects.get(name="owner").user_set.set(User.objects.filter(is_superuser=True))
