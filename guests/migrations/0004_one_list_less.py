from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("guests", "0003_texts_by_language")]

    operations = [migrations.RemoveField(model_name="site", name="what_to_bring")]
