"""The doorbell and the clock. Nothing depends on a message arriving: the outbox is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("fairlead")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["bookings", "bookings.outbox"])
