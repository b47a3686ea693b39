from django.apps import AppConfig


class CrewConfig(AppConfig):
    name = "crew"

    def ready(self) -> None:
        from bookings.sockets import booking_panels
        from crew import receivers  # noqa: F401
        from crew.panel import AssignmentInline

        booking_panels.append(AssignmentInline)
