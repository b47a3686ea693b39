"""Takes out the personal data of those who left long ago. Pay and who sailed stay, under a number."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from bookings.duty.models import Alarm
from bookings.history import CLOCK
from bookings.messages.models import Message, Unreachable
from bookings.outbox.models import Delivery
from crew.calling.alarms import brief
from crew.leaving import today
from crew.models import Assignment, Away, HeldLicence, Person


def erase(*, at: datetime) -> int:
    """Erase those whose last day is CREW_DATA_DAYS past. Return how many they are."""
    over = Person.objects.filter(erased_at=None, leaves_on__lt=today(at) - timedelta(days=settings.CREW_DATA_DAYS))
    gone = list(over)
    for person in gone:
        _erase(person, at=at)
    return len(gone)


@transaction.atomic
def _erase(person: Person, *, at: datetime) -> None:
    known = [(person.name, person.email, person.mobile)]
    known += Person.history.filter(id=person.pk).values_list("name", "email", "mobile")
    names, *addresses = ({str(value) for value in column if value} for column in zip(*known, strict=True))
    anonymous = {"name": f"Former crew {person.pk}", "email": "", "mobile": "", "scc_id": ""}
    _erase_messages(person, set().union(*addresses))
    _erase_alarms(person, names)
    _erase_admin_log(person, names)
    _erase_what_they_told_us(person)
    for name, value in (anonymous | {"active": False, "erased_at": at}).items():
        setattr(person, name, value)
    person.changed_by = CLOCK
    person.save()
    Person.history.filter(id=person.pk).update(**anonymous)


def _erase_messages(person: Person, addresses: Collection[str]) -> None:
    theirs = Q(key__regex=rf"^crew_\w+:\w+:{person.pk}:") | Q(to__in=addresses)
    Message.objects.filter(theirs).update(to="", subject="", text="", reason="", fallback_email="", fallback_subject="")
    Unreachable.objects.of(addresses).delete()
    Delivery.objects.filter(target="crew_notice", recipient=str(person.pk)).update(error="")


def _erase_alarms(person: Person, names: Collection[str]) -> None:
    for name in names:
        Alarm.objects.filter(words__contains=brief(name)).update(words="About someone who left us.")


def _erase_admin_log(person: Person, names: Collection[str]) -> None:
    """Empty what staff did to them, and on bookings' pages to their places (`NAME as Captain`)."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk))
    entries.update(object_repr=f"Former crew {person.pk}", change_message="")
    for name in names:
        LogEntry.objects.filter(change_message__contains=f"{json.dumps(name)[1:-1]} as ").update(change_message="")


def _erase_what_they_told_us(person: Person) -> None:
    for model in (HeldLicence, Away):
        model.objects.filter(person=person).delete()
        model.history.filter(person=person.pk).delete()
    for places in (Assignment.objects.filter(person=person), Assignment.history.filter(person=person.pk)):
        places.update(decline_reason="", override_reason="")
