from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from bookings.postgres import PostgresSQL


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        PostgresSQL(
            """
            ALTER TABLE bookings_booking ADD CONSTRAINT booking_vessel_is_in_one_place EXCLUDE USING gist (
                vessel_id WITH =, tstzrange(occupies_from, occupies_until) WITH &&
            ) WHERE (stage IN ('hold', 'confirmed', 'completed'))
            """,
            "ALTER TABLE bookings_booking DROP CONSTRAINT booking_vessel_is_in_one_place",
        ),
    ]
