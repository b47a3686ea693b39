from django.apps import AppConfig


class CalendarSyncConfig(AppConfig):
    name = "calendar_sync"
    verbose_name = "Calendar"

    def ready(self) -> None:
        from calendar_sync import receivers  # noqa: F401  # connects
