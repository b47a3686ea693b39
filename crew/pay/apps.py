from django.apps import AppConfig


class PayConfig(AppConfig):
    name = "crew.pay"
    label = "pay"
    verbose_name = "Pay"

    def ready(self) -> None:
        from bookings import sockets
        from crew.consent import consent_parts
        from crew.pay import receivers  # noqa: F401
        from crew.pay.costs import cost_lines
        from crew.pay.terms import opaque_terms

        sockets.cost_lines.append(cost_lines)
        consent_parts.append(opaque_terms)
