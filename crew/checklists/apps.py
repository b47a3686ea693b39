from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    name = "crew.checklists"
    label = "checklists"
    verbose_name = "Checklists"
