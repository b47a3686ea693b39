from django.apps import AppConfig

from config import redaction, roles


class FairleadConfig(AppConfig):
    """The composition: it knows every room, and no room knows it."""

    name = "config"
    label = "fairlead"
    verbose_name = "Fairlead"

    def ready(self) -> None:
        redaction.install()
        roles.connect()
