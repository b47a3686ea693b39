from django.db import migrations

ROLES = [("captain", "Captain", 10), ("crew", "Crew", 20), ("hostess", "Hostess", 30)]


def add_roles(apps, schema_editor):
    role = apps.get_model("crew", "Role")
    for slug, name, order in ROLES:
        role.objects.get_or_create(slug=slug, defaults={"name": name, "order": order})


class Migration(migrations.Migration):
    dependencies = [("crew", "0001_initial")]

    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop, elidable=False)]
