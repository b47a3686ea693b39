from datetime import time

from django.db import migrations

# Hours left, minutes until the reminder, minutes until the next is called, all roles side by side, everyone at once.
RULES = [
    (336, 1440, 2880, False, False),
    (72, 360, 720, False, False),
    (24, 60, 120, True, False),
    (12, 20, 40, True, False),
    (0, 10, 20, True, True),
]


def add_rules(apps, schema_editor):
    rule, quiet = apps.get_model("crew", "CallingRule"), apps.get_model("crew", "QuietHours")
    for hours, remind, following, side_by_side, everyone in RULES:
        rule.objects.get_or_create(
            hours_left=hours,
            defaults={
                "remind_after_minutes": remind,
                "next_after_minutes": following,
                "side_by_side": side_by_side,
                "everyone": everyone,
            },
        )
    if not quiet.objects.exists():
        quiet.objects.create(vessel=None, from_time=time(21), until_time=time(8))


class Migration(migrations.Migration):
    dependencies = [("crew", "0003_calling_licences_and_the_dock")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop, elidable=False)]
