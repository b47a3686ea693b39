"""What messages tell the house."""

from django.dispatch import Signal

message_settled = Signal()
"""It became known whether a message reached its person. Sent inside the transaction that records it.

Keyword arguments:
    message: bookings.messages.models.Message, as just recorded; `message.keys()` names the effects that it carries
    reached: bool, True if delivered; False if it bounced, was complained of, opted out of, refused or not delivered
    at: datetime, aware, when we learnt of it
More may follow for the same message: an address that took it may bounce it later, a text confirmed too late was
e-mailed meanwhile. A receiver does one thing: write what follows from it.
"""
