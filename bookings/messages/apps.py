from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "bookings.messages"
    label = "booking_messages"
    verbose_name = "Messages"
