from django.apps import AppConfig


class CrewConfig(AppConfig):
    name = "crew"

    def ready(self) -> None:
        from bookings import sockets
        from crew import erasing, leaving, receivers  # noqa: F401
        from crew.panel import AssignmentInline, NeedInline, muster_summary

        sockets.booking_panels.extend([AssignmentInline, NeedInline])
        sockets.booking_summaries.append(muster_summary)
        sockets.clock_work.extend([leaving.see_off, erasing.erase])
