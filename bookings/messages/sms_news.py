"""What SNS says of texts only when asked: who said STOP, and which texts arrived, by its logs in CloudWatch."""

import json
import logging
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache

from bookings.messages.errors import MissingError
from bookings.messages.models import Channel, Message, Outcome, Reason, Unreachable
from bookings.messages.outcomes import settle
from bookings.messages.reach import give_up_on
from bookings.outbox.targets import PermanentError, TransientError

BACKEND = "bookings.messages.sns.SnsSms"
OPT_OUTS_EVERY = timedelta(hours=1)
OPT_OUTS_READ_AT = "messages.opt_outs_read_at"
NEWS_WITHIN = timedelta(hours=1)
MOST_PAGES = 50
MOST_TEXTS = 500
SKEW = timedelta(minutes=1)

logger = logging.getLogger(__name__)


def in_use() -> bool:
    return str(settings.SMS_BACKEND) == BACKEND


def read_opt_outs(*, at: datetime) -> None:
    """Learn, once an hour, who said STOP, and who took it back."""
    last: datetime | None = cache.get(OPT_OUTS_READ_AT) if in_use() else at
    if last and at - last < OPT_OUTS_EVERY:
        return
    cache.set(OPT_OUTS_READ_AT, at, timeout=2 * OPT_OUTS_EVERY.total_seconds())
    try:
        pages = list(_pages("sns", "list_phone_numbers_opted_out", "nextToken"))
    except MissingError:  # an SNS without such a list
        return
    numbers = {number for page in pages for number in page.get("phoneNumbers", ())}
    for number in numbers - set(Unreachable.objects.of(numbers).values_list("address", flat=True)):
        _stop(number, at)
    if not pages[-1].get("nextToken"):
        stopped = Unreachable.objects.filter(reason=Reason.OPTED_OUT, since__lt=at - OPT_OUTS_EVERY)
        stopped.exclude(address__in=numbers).delete()


def _stop(number: str, at: datetime) -> None:
    """Text this number no more. What was on its way there lately did not arrive."""
    give_up_on(number, channel=Channel.SMS, reason=Reason.OPTED_OUT, at=at)
    for message in Message.objects.texts().unsettled().filter(to=number, sent_at__gt=at - 2 * OPT_OUTS_EVERY):
        settle(message, Outcome.OPTED_OUT, at=at)


def read_sms_outcomes(*, at: datetime) -> None:
    """Learn what became of the texts of the last hour, where settings name the log groups that say so."""
    if not in_use() or not settings.SMS_LOG_GROUPS:
        return
    sent = Message.objects.texts().unsettled().filter(sent_at__gt=at - NEWS_WITHIN).exclude(provider_id="")
    waiting = {message.provider_id: message for message in sent.order_by("sent_at")[:MOST_TEXTS]}
    if not waiting:
        return
    since = min(message.sent_at for message in waiting.values() if message.sent_at) - SKEW
    for group in settings.SMS_LOG_GROUPS:
        for report in _reports(group, since):
            _take(report, waiting, at)


def _reports(group: str, since: datetime) -> Iterator[Mapping[str, Any]]:
    """Yield what a log group says. One that does not exist says nothing: SNS makes each with its first line."""
    try:
        for page in _pages(
            "logs", "filter_log_events", "nextToken", logGroupName=group, startTime=int(since.timestamp() * 1000)
        ):
            yield from filter(None, map(_parsed, page.get("events", ())))
    except MissingError:
        return
    except (TransientError, PermanentError) as error:
        logger.warning("The outcomes of texts in %s cannot be read: %s", group, error)


def _pages(service: str, operation: str, token: str, **parameters: Any) -> Iterator[dict[str, Any]]:
    """Yield an operation's answer page by page, so many at most."""
    from bookings.messages import aws  # boto3 takes half a second to import: only where SNS is used

    for _ in range(MOST_PAGES):
        page = aws.ask(service, operation, **parameters)
        yield page
        if not page.get(token):
            return
        parameters[token] = page[token]


def _parsed(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    try:
        report = json.loads(event["message"])
        return report if report["notification"]["messageId"] and report["status"] else None
    except (ValueError, TypeError, KeyError):
        return None


def _take(report: Mapping[str, Any], waiting: Mapping[str, Message], at: datetime) -> None:
    message = waiting.get(report["notification"]["messageId"])
    said = str(report.get("delivery", {}).get("providerResponse", ""))
    if message and report["status"] == "SUCCESS":
        settle(message, Outcome.DELIVERED, at=at)
    elif message and report["status"] == "FAILURE":
        stopped = "opted out" in said.lower()
        settle(message, Outcome.OPTED_OUT if stopped else Outcome.UNDELIVERED, at=at, reason=said)
