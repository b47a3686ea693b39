"""What senders told us on the wire, and how far."""

from django.db import models
from django.db.models import Q

from bookings.models import Booking

EVENT_ID_LENGTH = 64


class InboundEvent(models.Model):
    """One event of a sender, and the booking that it became. Written by crew.scc.service alone.

    `identity` stands for vessel, time and name where the sender gave no id of its own; `event_id` is then our code.
    """

    sender = models.CharField(max_length=40)
    event_id = models.CharField(max_length=EVENT_ID_LENGTH)
    identity = models.CharField(max_length=64, blank=True)
    # By code, and checked at commit: the row is written before its booking, so that the same event sent twice at once
    # queues at this table's constraints. `booking_id` is the booking's code.
    booking = models.ForeignKey(Booking, to_field="code", on_delete=models.PROTECT, related_name="+")
    version = models.BigIntegerField(null=True, help_text="The sender's last. Empty: it sends none.")
    body_digest = models.CharField(max_length=64, blank=True, help_text="Of what we last went by. Empty: a withdrawal.")
    crew_named = models.JSONField(null=True, help_text="The people (pk) that the sender named last. Empty: never any.")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["sender", "event_id"], name="inbound_event_once_per_id"),
            models.UniqueConstraint(
                fields=["sender", "identity"], condition=~Q(identity=""), name="inbound_event_once_per_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} of {self.sender}"

    def is_news(self, version: int | None, digest: str) -> bool:
        """Say whether a message tells more than the last one that we went by (CONTRACTS 4)."""
        if version is None:
            return digest != self.body_digest
        return self.version is None or version > self.version
