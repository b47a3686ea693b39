"""What the duty phone hears of a charter's crew: whom it lacks, and whom to call. No money, and no link."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from crew.calling.board import Board
from crew.deadlines import CUTOFF
from crew.letters import gsm
from crew.models import Assignment, Person
from crew.muster import Post

LONGEST_NAME = 24
"""Characters: an alarm goes as one text message."""
Called: TypeAlias = Mapping[int, Sequence[Person]]
"""Role pk → who is called for it in this very round."""


@dataclass(frozen=True)
class Ring:
    """An alarm that is wanted; `key` names its cause."""

    key: str
    words: str


def rings(board: Board, called: Called, now: datetime) -> list[Ring]:
    """List what should ring now: nothing earlier than a day before call time."""
    if now < board.calls_at - CUTOFF:
        return []
    return [ring for post in board.posts for ring in _rings(board, post, called.get(post.role.pk, ()))]


def _rings(board: Board, post: Post, called: Sequence[Person]) -> Iterator[Ring]:
    for place in (*post.asked, *post.accepted):
        if place.unreached_at:
            yield Ring(f"unreached:{place.pk}", _not_reached(board, place))
    withdrawn = [place for place in post.declined if _withdrew_late(board, place)][: post.open]
    whom = _whom(board, post, called)
    for place in withdrawn:
        said = f"{brief(place.person.name)} cannot sail as {_role(post)} {_when(board)}."
        yield Ring(f"withdrawn:{place.pk}", f"{said} {whom}")
    missing = post.open - len(withdrawn)
    if missing and not board.paused:
        yield Ring(f"unfilled:{post.role.slug}", f"{missing} {_role(post)} missing for {_when(board)}. {whom}")


def _withdrew_late(board: Board, place: Assignment) -> bool:
    late = place.answered_at is not None and place.answered_at >= board.calls_at - CUTOFF
    return late and place.pk in board.withdrawn


def _whom(board: Board, post: Post, called: Sequence[Person]) -> str:
    """Say whom to call: who is being asked, else who could be, else the office."""
    asked = [place.person for place in post.asked]
    for person in (*called, *asked, *board.candidates(post.role)):
        if person.mobile:
            return f"Call {brief(person.name)}, {person.mobile.as_international}."
    brand = board.booking.brand
    office = f" Call the office, {brand.phone.as_international}." if brand and brand.phone else ""
    return f"Nobody is left to ask.{office}"


def _not_reached(board: Board, place: Assignment) -> str:
    mobile = place.person.mobile
    call = f"Call them, {mobile.as_international}." if mobile else "We know no mobile of theirs."
    return f"No message reaches {brief(place.person.name)} about {_when(board)}. {call}"


def brief(name: str) -> str:
    """Shorten a person's name as alarms say it."""
    return gsm(name)[:LONGEST_NAME].strip()


def _role(post: Post) -> str:
    return gsm(post.role.name).lower()


def _when(board: Board) -> str:
    return f"{board.booking.starts_at.astimezone(board.booking.zone):%a %-d %b %H:%M}"
