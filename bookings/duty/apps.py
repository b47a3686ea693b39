from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "bookings.duty"
    label = "duty"
    verbose_name = "Duty"

    def ready(self) -> None:
        from bookings.duty import receivers  # noqa: F401
