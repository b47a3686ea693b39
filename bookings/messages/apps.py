from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "bookings.messages"
    label = "booking_messages"
    verbose_name = "Messages"

    def ready(self) -> None:
        from bookings import sockets
        from bookings.messages import checks, clock  # noqa: F401

        sockets.clock_work += clock.WORK
