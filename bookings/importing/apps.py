from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "bookings.importing"
    label = "importing"
    verbose_name = "Import"
