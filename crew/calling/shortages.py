"""Where crew are missing, for staff to see before the duty phone rings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bookings.models import Booking
from crew.calling.board import Board, boards, is_called_for
from crew.models import Assignment, Role
from crew.muster import Post


@dataclass(frozen=True)
class Shortage:
    """Places of one role that nobody has said yes to.

    `asked` may still answer in time, `unanswered` did not or were not reached; `nobody_left` to call beside them.
    """

    booking: Booking
    role: Role
    open: int
    asked: list[Assignment]
    unanswered: list[Assignment]
    nobody_left: bool
    paused: bool


def shortages(bookings: Collection[Booking], *, at: datetime) -> list[Shortage]:
    """Return what is open on those of `bookings` that are called for, in the same few queries for all.

    Bookings come with their vessel and brand.
    """
    called_for = [booking for booking in bookings if is_called_for(booking, at)]
    return [_shortage(board, post, at) for board in boards(called_for) for post in board.posts if post.open]


def _shortage(board: Board, post: Post, at: datetime) -> Shortage:
    asked = [place for place in post.asked if board.covers(post, place, at)]
    return Shortage(
        booking=board.booking,
        role=post.role,
        open=post.open,
        asked=asked,
        unanswered=[place for place in post.asked if place not in asked],
        nobody_left=not board.candidates(post.role),
        paused=board.paused,
    )
