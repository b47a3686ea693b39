"""What `serve` and `demo` share: a free port, a database and static files in order, the process tree."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from config.tree import Say, Tree, children_for, free_port


def take_port(say: Say) -> None:
    """Settle on PORT, or the next free one, for this process and its children."""
    port = free_port(settings.PORT)
    if port != settings.PORT:
        say(f"Port {settings.PORT} is taken; this is port {port}.")
    os.environ["PORT"] = str(port)
    settings.PORT = port
    if "PUBLIC_URL" not in os.environ:
        settings.PUBLIC_URL = f"http://127.0.0.1:{port}"


def make_broker_folders() -> None:
    """Make the folders of a broker made of files; other brokers have none."""
    for folder in settings.CELERY_BROKER_TRANSPORT_OPTIONS.values():
        if isinstance(folder, str):
            Path(folder).mkdir(parents=True, exist_ok=True)


def prepare() -> None:
    """Bring the broker's folders, the database and the static files up to date."""
    make_broker_folders()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


def tree(say: Say) -> Tree:
    return Tree(
        children=children_for(settings.PORT),
        environment=os.environ,
        folder=Path(settings.BASE_DIR),
        log_dir=Path(settings.VAR_DIR) / "log",
        say=say,
    )
