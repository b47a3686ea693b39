from dataclasses import dataclass


class ChangedError(Exception):
    """Something else stands there than was thought."""


@dataclass(frozen=True)
class Seen:
    """What stands under a key: the storage's name for these bytes, their number, and whether we put them there."""

    tag: str
    size: int
    ours: bool
