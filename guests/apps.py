from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "guests"

    def ready(self) -> None:
        from bookings import sockets
        from guests import receivers  # noqa: F401
        from guests.edge import stale
        from guests.hosting import mail
        from guests.panel import SitePanel
        from guests.photos.panel import photo_summary

        sockets.brand_panels.append(SitePanel)
        sockets.booking_summaries.append(photo_summary)
        sockets.clock_work.extend([stale.forget, mail.note_verified])
