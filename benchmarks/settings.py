"""The product's settings, with a target that does nothing beside the guest page, and the commands that measure."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, OUTBOX_TARGETS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]
OUTBOX_TARGETS = OUTBOX_TARGETS | {"null": {"BACKEND": "benchmarks.null_target.NullTarget"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CELERY_IMPORTS = ["benchmarks.noop"]
