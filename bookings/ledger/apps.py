from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "bookings.ledger"
    label = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        from bookings import sockets
        from bookings.ledger import fees, imported, panels

        sockets.booking_panels.extend(panels.PANELS)
        sockets.import_columns.append(imported.MoneyColumns())
        sockets.paid_by_fee.append(fees.paid_by_fee)
