"""What the calling does for a charter at one moment: a board and the time in, a round out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bookings.models import Booking
from crew.calling import alarms
from crew.calling.alarms import Ring
from crew.calling.board import Board, boards, is_called_for, standing_alarms
from crew.deadlines import CUTOFF
from crew.models import Assignment, Person, Role
from crew.muster import Post


@dataclass(frozen=True)
class Call:
    role: Role
    person: Person


@dataclass(frozen=True)
class Round:
    """Whom to call, whom to let go since the place is filled, what rings now and what rings no more.

    `again_at` is when there may be something to do by the clock alone.
    """

    calls: list[Call] = field(default_factory=list)
    releases: list[Assignment] = field(default_factory=list)
    rings: list[Ring] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    again_at: datetime | None = None

    @property
    def is_idle(self) -> bool:
        return not (self.calls or self.releases or self.rings or self.settled)


def rounds(bookings: Collection[Booking], now: datetime) -> dict[int, Round]:
    """Return booking pk → its round. What is not called for any more has its alarms settled.

    Bookings come with their vessel and brand.
    """
    called_for = [booking for booking in bookings if is_called_for(booking, now)]
    found = {board.booking.pk: _round(board, now) for board in boards(called_for)}
    alarms_left = standing_alarms([booking.code for booking in bookings if booking.pk not in found])
    others = {booking.pk: alarms_left[booking.code] for booking in bookings if booking.code in alarms_left}
    return found | {pk: Round(settled=sorted(keys)) for pk, keys in others.items()}


def _round(board: Board, now: datetime) -> Round:
    calls = [] if board.paused else _calls(board, now)
    called = {post.role.pk: [call.person for call in calls if call.role == post.role] for post in board.posts}
    rings = alarms.rings(board, called, now)
    return Round(
        calls=calls,
        releases=[place for post in board.posts if not post.open for place in post.asked if place.called],
        rings=[ring for ring in rings if ring.key not in board.standing],
        settled=sorted(board.standing - {ring.key for ring in rings}),
        again_at=min((moment for moment in _deadlines(board) if moment > now), default=None),
    )


def _calls(board: Board, now: datetime) -> list[Call]:
    """Call so many that those whose answers are waited for can fill what is open; in the last hours, everyone."""
    rule = board.patience.rule(board.calls_at, now)
    calls: list[Call] = []
    for post in board.posts:
        if rule and post.open and (rule.side_by_side or not _waits(post, board)):
            chosen = {call.person for call in calls}
            free = [person for person in board.candidates(post.role) if person not in chosen]
            waited_for = sum(board.covers(post, place, now) for place in post.asked)
            short = len(free) if rule.everyone else max(0, post.open - waited_for)
            calls += [Call(post.role, person) for person in free[:short]]
    return calls


def _waits(post: Post, board: Board) -> bool:
    """Tell whether this role's turn has not come: the captain is found first, then the next."""
    return any(other.open and other.role.order < post.role.order for other in board.posts)


def _deadlines(board: Board) -> Iterator[datetime]:
    """Yield every moment, past ones too, at which this charter's round may become another."""
    waiting = [place for post in board.posts for place in post.asked]
    unreached = any(place.unreached_at for post in board.posts for place in post.accepted)
    if board.standing:
        yield board.booking.starts_at
    if unreached or any(post.open for post in board.posts):
        yield board.calls_at - CUTOFF
    if any(post.open for post in board.posts):
        yield from board.patience.turns(board.calls_at)
        yield from (at for place in waiting if (at := board.next_at(place)))
