"""The audit history: every version of a row, and who made it, as one text.

`user:NAME`, `crew:ID`, `key:PREFIX`, `import:FILE`, `clock` or `outside` (no one we know: a shell, a fixture).
"""

from typing import Any

from django.db import models
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

OUTSIDE = "outside"
CLOCK = "clock"


class Actored(models.Model):
    """Base of history tables that name their actor."""

    actor = models.CharField(max_length=100, default=OUTSIDE)

    class Meta:
        abstract = True


def audited() -> HistoricalRecords:
    """Declare a model's own history table, with an actor in each row."""
    return HistoricalRecords(bases=[Actored])


@receiver(pre_create_historical_record)
def name_the_actor(instance: Any, history_instance: Any, **_: Any) -> None:
    """Write who made this version: the actor an action put on the instance, else the signed-in user."""
    user = getattr(history_instance, "history_user", None)
    named = getattr(instance, "changed_by", None)
    history_instance.actor = named or (f"user:{user.get_username()}" if user else OUTSIDE)
