from django.db import models


class Channel(models.TextChoices):
    EMAIL = "e-mail"
    SMS = "text message"


class Outcome(models.TextChoices):
    SENDING = "sending"
    HANDED_OVER = "handed over"
    REFUSED = "refused"


class Message(models.Model):
    """One e-mail or text message: what was sent to whom, about which booking, and what became of it.

    `key` names the effect (target, booking, recipient, version, channel), so that it is sent once.
    """

    key = models.CharField(max_length=200, unique=True)
    about = models.CharField("booking", max_length=16, db_index=True)
    channel = models.CharField(max_length=20, choices=Channel)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.SENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_id = models.CharField(max_length=200, blank=True, help_text="What the provider calls it.")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.channel} to {self.to}: {self.subject or self.text[:40]}"
