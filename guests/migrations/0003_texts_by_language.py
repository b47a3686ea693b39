from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    """Move each site's one list into its first language; what stands in local files is tagged by its bytes."""
    Site, SiteTexts, Page = (apps.get_model("guests", name) for name in ("Site", "SiteTexts", "Page"))
    for site in Site.objects.exclude(what_to_bring="").select_related("brand"):
        language = site.brand.languages.split(",")[0].strip() or "en"
        SiteTexts.objects.create(site=site, language=language, what_to_bring=site.what_to_bring)
    Page.objects.update(tag=F("sha256"), claimed_at=F("stored_at"))


class Migration(migrations.Migration):

    dependencies = [("guests", "0002_buckets_texts_and_photos")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
