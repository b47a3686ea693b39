"""How a hand-over can end, beside TransientError (not taken) and PermanentError (refused)."""

from bookings.outbox.targets import PermanentError, TransientError


class UnknownEndError(TransientError):
    """It may have been taken: the answer never came. To be sent again once at most."""


class OptedOutError(PermanentError):
    """The person said STOP to the provider."""


class MissingError(TransientError):
    """What was asked for is not there, or not yet."""
