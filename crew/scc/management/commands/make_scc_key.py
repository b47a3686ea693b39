"""Make a service key for whoever sends us events."""

import secrets
from typing import Any

import bcrypt
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Make a new service key: prints it, this once, and the hash that the server is to know."

    def handle(self, *args: Any, **options: Any) -> None:
        key = secrets.token_urlsafe(32)
        hashed = bcrypt.hashpw(key.encode(), bcrypt.gensalt()).decode()
        self.stdout.write(
            "The key, for the sender alone. It is shown this once and kept nowhere:\n"
            f"  {key}\n"
            "Its hash, for this server. While both old and new key are to work, separate two hashes by a comma:\n"
            f"  SERVICE_KEY_HASH='{hashed}'"
        )
