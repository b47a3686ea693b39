"""Who of the crew a charter has, role by role: what is needed, who said yes, who is asked."""

from collections.abc import Collection
from dataclasses import dataclass, field

from bookings.models import Booking
from crew import consent
from crew.models import Answer, Assignment, Role
from crew.needs import needed


@dataclass
class Post:
    """One role on one charter. Answers are those that count today (crew.consent)."""

    role: Role
    needed: int
    accepted: list[Assignment] = field(default_factory=list)
    asked: list[Assignment] = field(default_factory=list)
    declined: list[Assignment] = field(default_factory=list)
    untold: list[Assignment] = field(default_factory=list)
    """Of those asked, whom no message of today's terms has reached yet."""

    @property
    def places(self) -> int:
        """How many may say yes: as many as are needed, and whomever staff chose by hand beyond that."""
        return max(self.needed, sum(not assignment.called for assignment in (*self.accepted, *self.asked)))

    @property
    def chosen(self) -> int:
        """How many staff have chosen by hand, whatever those answered."""
        return sum(not place.called for place in (*self.accepted, *self.asked, *self.declined))

    @property
    def open(self) -> int:
        """How many places nobody has said yes to."""
        return max(0, self.needed - len(self.accepted))

    @property
    def surplus(self) -> int:
        return max(0, len(self.accepted) - self.needed)


def musters(bookings: Collection[Booking]) -> dict[int, list[Post]]:
    """Return booking pk → its posts, in the order roles are called, in the same few queries for all.

    Where nothing says how many of a role are needed, whoever staff assigned is, and whoever said yes in their stead.
    """
    assignments = list(Assignment.objects.filter(booking__in=bookings).with_terms())
    digests = consent.digests(assignments)
    needs = needed(bookings)
    roles = Role.objects.in_bulk({role for counts in needs.values() for role in counts})
    posts = {pk: {role: Post(roles[role], count) for role, count in counts.items()} for pk, counts in needs.items()}
    for assignment in assignments:
        post = posts[assignment.booking_id].setdefault(assignment.role_id, Post(assignment.role, 0))
        _enter(post, assignment, digests[assignment.pk])
    for pk, by_role in posts.items():
        for role, post in by_role.items():
            if role not in needs[pk]:
                post.needed = max(len(post.accepted), post.chosen)
    return {
        pk: sorted(by_role.values(), key=lambda post: (post.role.order, post.role.name))
        for pk, by_role in posts.items()
    }


def _enter(post: Post, assignment: Assignment, digest: str) -> None:
    standing = assignment.standing(digest)
    places = {Answer.ACCEPTED: post.accepted, Answer.ASKED: post.asked, Answer.DECLINED: post.declined}
    places[standing].append(assignment)
    if standing == Answer.ASKED and assignment.asked_to != digest:
        post.untold.append(assignment)


def muster(booking: Booking) -> list[Post]:
    return musters([booking])[booking.pk]
