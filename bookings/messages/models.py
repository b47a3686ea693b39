from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q

MOST_SENDS = 2
"""A send whose end we never learnt is repeated once at most (CONTRACTS 2)."""
LATE = ":late"
"""Ends the key of the e-mail that repeats an urgent text nobody confirmed."""


class Channel(models.TextChoices):
    EMAIL = "e-mail"
    SMS = "text message"


class Outcome(models.TextChoices):
    """What became of a message. Each gives way to those below it: news may come late, twice, or out of order."""

    SENDING = "sending"
    HANDED_OVER = "handed over"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"
    REFUSED = "refused"
    BOUNCED = "bounced"
    OPTED_OUT = "opted out"
    COMPLAINED = "complained"


OPEN = Q(outcome=Outcome.REFUSED) | Q(outcome=Outcome.SENDING, attempts__lt=MOST_SENDS)
"""Not sent, or perhaps not: asked for again, it is sent again."""


class MessageQuerySet(models.QuerySet["Message"]):
    def texts(self) -> Self:
        return self.filter(channel=Channel.SMS)

    def unsettled(self) -> Self:
        """Those of which no news has come."""
        return self.filter(outcome__in=(Outcome.SENDING, Outcome.HANDED_OVER))


class Message(models.Model):
    """One e-mail or text message: what was sent to whom, about which booking, and what became of it.

    `key` names the effect (target, booking, recipient, version, channel), so that it is sent once. `outcome_at` is
    when the outcome became known, while sending: when it was last tried.
    """

    key = models.CharField(max_length=200, unique=True)
    about = models.CharField("booking", max_length=16, db_index=True)
    channel = models.CharField(max_length=20, choices=Channel)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.SENDING)
    outcome_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it did not arrive, as far as anyone says.")
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=200, blank=True, db_index=True, help_text="What the provider calls it.")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, db_index=True)
    email_by = models.DateTimeField(null=True, help_text="A text not delivered by then goes by e-mail too.")
    fallback_email = models.CharField(max_length=254, blank=True)
    fallback_subject = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["email_by"], condition=Q(email_by__isnull=False), name="message_email_by"),
            models.Index(fields=["outcome_at"], condition=Q(outcome=Outcome.SENDING), name="message_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.to}: {self.subject or self.about}"

    def is_open(self) -> bool:
        """Tell whether it may be sent (again); the same as OPEN."""
        tried = self.outcome == Outcome.SENDING and self.attempts < MOST_SENDS
        return tried or self.outcome == Outcome.REFUSED

    def keys(self) -> list[str]:
        """Name every effect that this message carries: its own first, then those bundled with it.

        The late e-mail of a text carries what the text carries.
        """
        own = self.key.removesuffix(LATE)
        return [own, *MessagePart.objects.filter(message__key=own).order_by("pk").values_list("key", flat=True)]


class MessagePart(models.Model):
    """One more effect that a message carries: several charters told in one go."""

    key = models.CharField(max_length=200, unique=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="parts")

    def __str__(self) -> str:
        return self.key


class Reason(models.TextChoices):
    BOUNCED = Outcome.BOUNCED.value
    COMPLAINED = Outcome.COMPLAINED.value
    OPTED_OUT = Outcome.OPTED_OUT.value


SENTENCES = {
    Reason.BOUNCED: "{0} bounced on {1}.",
    Reason.COMPLAINED: "{0} reported our e-mail as unwanted on {1}.",
    Reason.OPTED_OUT: "{0} said STOP to our texts, as we know since {1}.",
}


class UnreachableQuerySet(models.QuerySet["Unreachable"]):
    def of(self, addresses: Collection[str]) -> Self:
        return self.filter(address__in=[address.lower() for address in addresses])


class Unreachable(models.Model):
    """An address that we write to no more, until staff take it off this list. In lower case; telephones in E.164."""

    address = models.CharField(max_length=254, unique=True)
    channel = models.CharField(max_length=20, choices=Channel)
    reason = models.CharField(max_length=20, choices=Reason)
    since = models.DateTimeField()

    objects = UnreachableQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        verbose_name = "unreachable address"
        verbose_name_plural = "unreachable addresses"

    def __str__(self) -> str:
        return SENTENCES[Reason(self.reason)].format(self.address, f"{self.since:%-d %b}")
