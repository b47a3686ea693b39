from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "bookings.outbox"
    label = "outbox"
    verbose_name = "Deliveries"
