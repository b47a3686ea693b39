"""The only writers of alarms."""

from datetime import datetime

from django.db import transaction

from bookings.duty.models import Alarm
from bookings.outbox.owing import owe


@transaction.atomic
def raise_alarm(key: str, *, about: str, words: str, at: datetime) -> Alarm:
    """Have the duty phone and e-mail ring about booking `about`. Ringing or taken already: nothing changes.

    `key` names the cause, at most 64 characters; a cause that was over and is back rings anew.
    """
    alarm, made = Alarm.objects.select_for_update().get_or_create(
        key=key, about=about, defaults={"words": words[:300], "raised_at": at}
    )
    if not made and alarm.over_at is not None:
        alarm.words, alarm.raised_at = words[:300], at
        alarm.taken_by, alarm.taken_at, alarm.over_at = "", None, None
        alarm.save()
        made = True
    if made:
        owe("duty", about, at=at)
    return alarm


@transaction.atomic
def take(alarm: Alarm, *, by: str, at: datetime) -> bool:
    """Note that someone sees to it, and stop the ringing. Return whether it still rang."""
    taken = Alarm.objects.ringing().filter(pk=alarm.pk).update(taken_by=by, taken_at=at)
    if taken:
        owe("duty", alarm.about, at=at)
    return bool(taken)


@transaction.atomic
def settle(key: str, *, about: str, at: datetime) -> None:
    """Note that the cause is gone: the place is filled, the message arrived."""
    if Alarm.objects.filter(key=key, about=about, over_at=None).update(over_at=at):
        owe("duty", about, at=at)
