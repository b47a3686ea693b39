"""Takes out a guest's personal data. The charter, its money and who sailed stay, under a number.

What of theirs stands outside, and in deliveries, follows by the outbox: each of their bookings is announced, the ones
long over too.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from bookings.clock import spoken
from bookings.duty.models import Alarm
from bookings.errors import BookingError
from bookings.importing.facts import CLIENT, NOTES
from bookings.importing.models import ImportedRow
from bookings.messages.models import Message, Unreachable
from bookings.models import Booking, Client, Stage
from bookings.outbox.owing import owe
from bookings.signals import booking_changed

WORDS = (*NOTES, "title", "slug")
"""What staff wrote about a charter in their own words: any of it may hold a name."""
NAME_IN_ALARMS = 60
"""Characters of a name that an alarm quotes."""


class StillToComeError(BookingError):
    code = "still_to_come"

    def __init__(self, booking: Booking) -> None:
        super().__init__(
            f"{booking.code} is still to come, {spoken(booking.starts_at, booking.zone)}, and nobody could reach its "
            "guest. Cancel it first, or give it another client."
        )


@transaction.atomic
def erase_client(client: Client, *, by: str, at: datetime) -> None:
    """Erase one guest: name and addresses, what was sent to them, and every free text of the charters that are theirs.

    Notes, title and address of a charter go too, with their history: nobody can tell a name in them from other words.
    Who is erased already stays so. Raises StillToComeError.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    if client.erased_at:
        return
    rows = Booking.objects.filter(client=client).select_related("vessel", "brand").order_by("pk")
    bookings = list(rows.select_for_update(of=("self",)))
    for booking in bookings:
        if booking.stage in (Stage.HOLD, Stage.CONFIRMED) and booking.ends_at > at:
            raise StillToComeError(booking)
    names, addresses = _known(client)
    _erase_messages(bookings, names, addresses)
    _erase_alarms(bookings, names, addresses, at=at)
    _erase_imports(bookings)
    _erase_row(client, by=by, at=at)
    for booking in bookings:
        booking.client = client
        _erase_words(booking, by=by)
        booking_changed.send(Booking, booking=booking, by=by, at=at, tell=True)
    _erase_admin_log(client, bookings, addresses)


def _known(client: Client) -> tuple[set[str], set[str]]:
    """Return every name they ever had with us, and every address; a telephone in each form that we write it."""
    versions = [client, *Client.history.filter(id=client.pk)]
    phones = [version.phone for version in versions if version.phone]
    written = {form for phone in phones for form in (phone.as_e164, phone.as_international, phone.as_national)}
    emails = {version.email for version in versions if version.email}
    return {version.name for version in versions}, emails | written


def _erase_row(client: Client, *, by: str, at: datetime) -> None:
    anonymous = {"name": f"Erased guest {client.pk}", "email": "", "phone": "", "agreed_to_sms": False}
    for name, value in (anonymous | {"erased_at": at, "changed_by": by}).items():
        setattr(client, name, value)
    client.save()
    Client.history.filter(id=client.pk).update(**anonymous)


def _erase_words(booking: Booking, *, by: str) -> None:
    """Empty what was written about a charter, round the actions: a cancelled one and one long over are theirs, too."""
    neutral: dict[str, Any] = dict.fromkeys(WORDS, "") | {"title": f"Charter on {booking.vessel}", "harmless_texts": []}
    for name, value in neutral.items():
        setattr(booking, name, value)
    booking.version += 1
    booking.changed_by = by
    booking.save()
    Booking.history.filter(id=booking.pk).update(**neutral)


def _erase_messages(bookings: Sequence[Booking], names: Collection[str], addresses: Collection[str]) -> None:
    """Empty what was sent to them, and what told others to call them."""
    about = Q(about__in=_codes(bookings))
    theirs = Q(to__in=addresses) | (about & (Q(key__startswith="guest_notice:") | _quoting("text", names, addresses)))
    Message.objects.filter(theirs).update(
        to="", subject="", text="", reason="", email_by=None, fallback_email="", fallback_subject=""
    )
    Unreachable.objects.of(addresses).delete()


def _erase_alarms(
    bookings: Sequence[Booking], names: Collection[str], addresses: Collection[str], at: datetime
) -> None:
    """Empty alarms that quote them, and end those: nobody is left to call."""
    codes = _codes(bookings)
    quoting = Alarm.objects.filter(_quoting("words", names, addresses), about__in=codes)
    quoting.update(words="About a guest whose data was erased.", over_at=Coalesce(F("over_at"), at))
    for code in codes:
        owe("duty", code, at=at)


def _erase_imports(bookings: Sequence[Booking]) -> None:
    """Forget what files said of them. None equals no fact: the same file read again brings none of it back."""
    for booking in bookings:
        for row in ImportedRow.objects.filter(source=booking.source, reference=booking.external_ref):
            row.values |= dict.fromkeys((*WORDS, *CLIENT))
            row.save()


def _erase_admin_log(client: Client, bookings: Sequence[Booking], addresses: Collection[str]) -> None:
    _rename_in_log(Client, {client.pk: str(client)})
    _rename_in_log(Booking, {booking.pk: str(booking) for booking in bookings})
    alarms = Alarm.objects.filter(about__in=_codes(bookings))
    _rename_in_log(Alarm, {alarm.pk: str(alarm) for alarm in alarms})
    LogEntry.objects.filter(_quoting("object_repr", (), addresses)).update(object_repr="An erased address")


def _rename_in_log(model: type[models.Model], called: dict[int, str]) -> None:
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    for pk, name in called.items():
        entries.filter(object_id=str(pk)).update(object_repr=name[:200], change_message=json.dumps([]))


def _quoting(column: str, names: Collection[str], addresses: Collection[str]) -> Q:
    """Match what quotes any of them; nothing where there are none."""
    found = Q(pk__in=())
    for words in (*addresses, *(name[:NAME_IN_ALARMS] for name in names)):
        found |= Q(**{f"{column}__contains": words})
    return found


def _codes(bookings: Sequence[Booking]) -> list[str]:
    return [booking.code for booking in bookings]
