"""What becomes of messages that nobody confirms."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from bookings.messages.models import LATE, MOST_SENDS, Message, Outcome
from bookings.messages.outcomes import settle
from bookings.messages.sending import send_email
from bookings.outbox.targets import PermanentError, TransientError

BATCH = 50
WORTH_CHASING = timedelta(days=1)
UNKNOWN_AFTER = timedelta(hours=1)
NOT_REACHED = (Outcome.UNDELIVERED, Outcome.OPTED_OUT, Outcome.REFUSED)

logger = logging.getLogger(__name__)


def chase(*, at: datetime) -> None:
    """E-mail what an urgent text said, once: at its `email_by`, or as soon as it is known not to have arrived."""
    urgent = Message.objects.texts().filter(email_by__gt=at - WORTH_CHASING).exclude(outcome=Outcome.DELIVERED)
    late = urgent.filter(Q(email_by__lte=at) | Q(outcome__in=NOT_REACHED))
    for text in late.order_by("email_by")[:BATCH]:
        _email(text, at)


def _email(text: Message, at: datetime) -> None:
    try:
        send_email(
            key=f"{text.key}{LATE}",
            about=text.about,
            to=text.fallback_email,
            subject=text.fallback_subject,
            text=f"{text.text}\n",
            html="",
            sender=settings.CREW_SENDER,
            at=at,
        )
    except TransientError:
        return  # the next half minute tries again
    except PermanentError as refused:
        logger.warning("The e-mail instead of the text %s could not be sent either: %s", text.key, refused)
    Message.objects.filter(pk=text.pk).update(email_by=None)


def give_up(*, at: datetime) -> None:
    """Count as not delivered what was sent as often as we dare, without ever hearing of it."""
    stuck = Message.objects.filter(outcome=Outcome.SENDING, outcome_at__lte=at - UNKNOWN_AFTER)
    for message in stuck.filter(attempts__gte=MOST_SENDS)[:BATCH]:
        settle(message, Outcome.UNDELIVERED, at=at, reason="Nobody could tell us whether it went out.")
