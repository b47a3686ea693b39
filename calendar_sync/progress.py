"""How far a booking has come: what the calendar shows beside its time."""

from collections.abc import Collection, Mapping
from typing import TypedDict

from bookings.models import Booking
from crew.checklists import preview as checklists
from crew.muster import musters


class CrewCount(TypedDict):
    """Places on board, and how many of them someone has taken on today's terms."""

    needed: int
    accepted: int


class DoneCount(TypedDict):
    """Items of the checklists, and how many of them are ticked."""

    done: int
    of: int


class Progress(TypedDict):
    stage: str
    crew: CrewCount
    checklist: DoneCount


def progress_of(bookings: Collection[Booking]) -> Mapping[int, Progress]:
    """Return each booking's progress by its primary key, however many in the same few queries."""
    posts, ticked = musters(bookings), checklists.progress(bookings)
    return {
        booking.pk: {
            "stage": booking.stage,
            "crew": {
                "needed": sum(post.needed for post in posts[booking.pk]),
                "accepted": sum(len(post.accepted) for post in posts[booking.pk]),
            },
            "checklist": {"done": ticked[booking.pk][0], "of": ticked[booking.pk][1]},
        }
        for booking in bookings
    }


def described(progress: Progress) -> str:
    """Say it in words: `confirmed, crew 2 of 3`."""
    needed, accepted = progress["crew"]["needed"], progress["crew"]["accepted"]
    return f"{progress['stage']}, crew {accepted} of {needed}" if needed else progress["stage"]
