"""What the calling of a charter goes by, read for many charters in the same few queries."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bookings.duty.models import Alarm
from bookings.models import Booking, Kind, Stage
from crew.candidates import Pool
from crew.deadlines import Patience, call_time, patience
from crew.models import Answer, Assignment, CallingPause, Person, Role
from crew.muster import Post, musters

ALARMS = ("unfilled:", "withdrawn:", "unreached:")
"""How the keys of the calling's own alarms begin."""


@dataclass(frozen=True)
class Board:
    """One charter. `withdrawn` are the places given back after a yes; `standing` the keys of alarms not over yet."""

    booking: Booking
    posts: list[Post]
    patience: Patience
    paused: bool
    withdrawn: set[int]
    standing: set[str]
    pool: Pool | None

    @property
    def calls_at(self) -> datetime:
        return call_time(self.booking)

    def candidates(self, role: Role) -> list[Person]:
        return self.pool.candidates(self.booking, role) if self.pool else []

    def next_at(self, place: Assignment) -> datetime | None:
        """Say when someone who was told holds their place no longer against the next candidate; None: never."""
        return self.patience.next_at(place.asked_at, place.calls_at) if place.asked_at else None

    def covers(self, post: Post, place: Assignment, now: datetime) -> bool:
        """Tell whether an answer of this person is still to be waited for."""
        next_at = None if place in post.untold else self.next_at(place)
        return place.unreached_at is None and (next_at is None or now < next_at)


def is_called_for(booking: Booking, now: datetime) -> bool:
    """Tell whether anybody is to be called at all: for confirmed charters, before they start."""
    return booking.kind == Kind.CHARTER and booking.stage == Stage.CONFIRMED and now < booking.starts_at


def boards(bookings: Collection[Booking]) -> list[Board]:
    """Read the boards of charters that come with their vessel and brand."""
    if not bookings:
        return []
    posts = musters(bookings)
    patient = patience([booking.vessel for booking in bookings])
    paused = set(CallingPause.objects.filter(booking__in=bookings).values_list("booking", flat=True))
    short = [booking for booking in bookings if any(post.open for post in posts[booking.pk])]
    roles = {post.role for booking in short for post in posts[booking.pk] if post.open}
    pool = Pool(short, roles) if short else None
    withdrawn = _withdrawn([place for each in posts.values() for post in each for place in post.declined])
    alarms = standing_alarms([booking.code for booking in bookings])
    return [
        Board(
            booking,
            posts[booking.pk],
            patient[booking.vessel_id],
            booking.pk in paused,
            withdrawn,
            alarms.get(booking.code, set()),
            pool,
        )
        for booking in bookings
    ]


def standing_alarms(codes: Collection[str]) -> dict[str, set[str]]:
    """Return booking code → the keys of the calling's own alarms that are not over."""
    keys: dict[str, set[str]] = {}
    for code, key in Alarm.objects.filter(about__in=codes, over_at=None).values_list("about", "key"):
        if key.startswith(ALARMS):
            keys.setdefault(code, set()).add(key)
    return keys


def _withdrawn(declined: Collection[Assignment]) -> set[int]:
    """Return the pks of those places that had been accepted before they were declined."""
    places = Assignment.history.filter(id__in=[place.pk for place in declined], answer=Answer.ACCEPTED)
    return set(places.values_list("id", flat=True))
