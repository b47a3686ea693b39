"""Text messages through Amazon SNS."""

from django.conf import settings

from bookings.messages import aws
from bookings.messages.errors import MissingError, OptedOutError, UnknownEndError
from bookings.outbox.targets import TransientError


class SnsSms:
    """Sends where the person has not said STOP: SNS tells nobody, so it is asked before each text."""

    def send(self, *, to: str, text: str, key: str) -> str:
        if _said_stop(to):
            raise OptedOutError("They said STOP.")
        attributes = {"AWS.SNS.SMS.SMSType": "Transactional"} | _origination(settings.SMS_ORIGINATION)
        typed = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
        answer = aws.ask("sns", "publish", PhoneNumber=to, Message=text, MessageAttributes=typed)
        return str(answer["MessageId"])


def _said_stop(number: str) -> bool:
    try:
        return bool(aws.ask("sns", "check_if_phone_number_is_opted_out", phoneNumber=number)["isOptedOut"])
    except MissingError:  # an SNS without such a list
        return False
    except UnknownEndError as error:  # of a question; nothing was sent
        raise TransientError(str(error)) from error


def _origination(origin: str) -> dict[str, str]:
    """Name the number (or short code), or else the sender's name, that texts come from."""
    if not origin:
        return {}
    kind = "AWS.MM.SMS.OriginationNumber" if origin.removeprefix("+").isdigit() else "AWS.SNS.SMS.SenderID"
    return {kind: origin}
