from django.apps import AppConfig


class SccConfig(AppConfig):
    name = "crew.scc"
    label = "scc"
    verbose_name = "ShipCaptainCrew"

    def ready(self) -> None:
        from crew.scc import checks, checks_remote, receivers  # noqa: F401

        checks.require_sound_keys()
