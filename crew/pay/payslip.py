"""What one person earns, for their eyes alone: their rates, what is owed, what each run paid."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from crew.models import Person, Role
from crew.pay.amounts import spoken_money, spoken_total
from crew.pay.models import Hours, PayLine, PayRun, Rate
from crew.pay.reckoning import Reckoning, reckon

MOST_OWED = 100


@dataclass(frozen=True)
class Slip:
    """One person's part of a run."""

    run: PayRun
    lines: Collection[PayLine]

    @property
    def total(self) -> str:
        return spoken_total((line.amount_cents, line.currency) for line in self.lines)


@dataclass(frozen=True)
class OwnRate:
    role: Role
    per_hour: str


def rates(person: Person, *, on: date) -> list[OwnRate]:
    """Return the rate in force for each role that the person may be called for, or has sailed in."""
    roles = Role.objects.filter(Q(people=person) | Q(pk__in=person.assignments.values("role")))
    known = Rate.objects.filter(Q(person=person) | Q(person=None), role__in=roles, from_date__lte=on)
    in_force: dict[Role, Rate] = {}
    for rate in known.select_related("role").order_by("role__order", F("person").asc(nulls_last=True), "-from_date"):
        in_force.setdefault(rate.role, rate)
    return [OwnRate(role, spoken_money(rate.cents_per_hour, rate.currency)) for role, rate in in_force.items()]


def owed(person: Person) -> Reckoning:
    """Work out the person's latest hours that no run has paid, 100 at most."""
    unpaid = Hours.objects.filter(assignment__person=person).unpaid().with_charter()
    return reckon(list(unpaid.order_by("-assignment__booking__starts_at")[:MOST_OWED]))


def runs(person: Person) -> QuerySet[PayRun]:
    return PayRun.objects.filter(pk__in=PayLine.objects.filter(person=person).values("run"))


def slips(person: Person, of: Collection[PayRun]) -> list[Slip]:
    """Return the person's own lines, run by run."""
    lines: dict[int, list[PayLine]] = defaultdict(list)
    for line in PayLine.objects.filter(person=person, run__in=list(of)).with_charter():
        lines[line.run_id].append(line)
    return [Slip(run, lines[run.pk]) for run in of]
