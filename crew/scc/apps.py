from django.apps import AppConfig


class SccConfig(AppConfig):
    name = "crew.scc"
    label = "scc"
    verbose_name = "ShipCaptainCrew"
