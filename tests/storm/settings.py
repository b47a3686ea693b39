"""The product's settings, with one slow target and a short lease."""

from config.settings import *  # noqa: F403

OUTBOX_TARGETS = {"slow": {"BACKEND": "tests.storm.slow.Slow"}}
OUTBOX_LEASE_SECONDS = 3
