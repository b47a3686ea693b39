"""What Amazon's defaults would keep from arriving: findings of `manage.py check --deploy`."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from bookings.messages import ses, sms_news
from bookings.outbox.targets import PermanentError, TransientError

Answer: TypeAlias = Mapping[str, Any]

DEFAULT_SPEND_LIMIT_USD = 1.0

NO_ORIGINATION = Warning(
    "Texts have no number to come from: many countries, the United States among them, then deliver none.",
    hint="Register a number (or a sender's name) with Amazon and set SMS_ORIGINATION to it.",
    id="messages.W001",
)
SPEND_LIMIT = Warning(
    "The monthly limit for texts is Amazon's default: after a few dozen of them no text is sent until next month.",
    hint="Ask Amazon for a higher limit and set it as MonthlySpendLimit of SNS.",
    id="messages.W002",
)
TEXTS_IN_SANDBOX = Warning(
    "Texts are in Amazon's sandbox: they reach no number but those verified by hand.",
    hint="Ask Amazon to move SNS text messages out of the sandbox.",
    id="messages.W003",
)
EMAILS_IN_SANDBOX = Warning(
    "E-mails are in Amazon's sandbox: they reach no address but those verified by hand.",
    hint="Request production access for SES in this region.",
    id="messages.W004",
)
NO_EVENTS = Warning(
    "Nobody tells us of e-mails that bounce: they would count as sent.",
    hint="Publish SES events to an SNS topic that posts to /messages/events, and list its ARN in EVENT_TOPICS.",
    id="messages.W005",
)


@register("messages", deploy=True)
def check_texts(**_: Any) -> list[CheckMessage]:
    if not sms_news.in_use():
        return []
    return [
        *([] if settings.SMS_ORIGINATION else [NO_ORIGINATION]),
        *_ask("sns", "get_sms_attributes", _spend_limit, attributes=["MonthlySpendLimit"]),
        *_ask("sns", "get_sms_sandbox_account_status", _texts_in_sandbox),
    ]


@register("messages", deploy=True)
def check_emails(**_: Any) -> list[CheckMessage]:
    if not ses.in_use():
        return []
    return [*([] if settings.EVENT_TOPICS else [NO_EVENTS]), *_ask("sesv2", "get_account", _emails_in_sandbox)]


def _spend_limit(answer: Answer) -> list[CheckMessage]:
    limit = float(answer.get("attributes", {}).get("MonthlySpendLimit") or 0)
    return [] if limit > DEFAULT_SPEND_LIMIT_USD else [SPEND_LIMIT]


def _texts_in_sandbox(answer: Answer) -> list[CheckMessage]:
    return [TEXTS_IN_SANDBOX] if answer["IsInSandbox"] else []


def _emails_in_sandbox(answer: Answer) -> list[CheckMessage]:
    return [] if answer.get("ProductionAccessEnabled") else [EMAILS_IN_SANDBOX]


def _ask(
    service: str, operation: str, judge: Callable[[Answer], list[CheckMessage]], **parameters: Any
) -> list[CheckMessage]:
    from bookings.messages import aws  # boto3 takes half a second to import: only where it is used

    try:
        return judge(aws.ask(service, operation, **parameters))
    except (TransientError, PermanentError) as error:
        hint = "See that this machine reaches Amazon, and that its role may ask."
        return [Warning(f"Not checked ({service} {operation}): {error}", hint=hint, id="messages.W006")]
