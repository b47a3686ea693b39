"""The only writers of pay runs. A run takes what is signed, agreed and not yet paid; a run that is paid is closed.

`by` is the actor's text (see bookings.history). A refused action changes nothing, and no
error repeats an amount.
"""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from bookings.errors import BookingError
from crew.pay.actions import agree
from crew.pay.models import Hours, PayRun
from crew.pay.reckoning import reckon


class PayRunError(BookingError):
    code = "pay_run"


@transaction.atomic
def make_run(*, from_date: date, until_date: date, by: str, at: datetime) -> PayRun:
    """Pay every signature of a charter up to `until_date` (its day in port) that no run has paid yet.

    What was signed late, or corrected after its own run, comes with the next. Raises PayRunError where the dates
    are the wrong way round, or there is nothing to pay.
    """
    if until_date < from_date:
        raise PayRunError("The last day comes before the first.", field="until_date")
    unpaid = _unpaid_until(until_date)
    for hours in reckon(unpaid).without_rate:  # perhaps one has been entered since the place was given
        agree(hours.assignment, by=by, at=at)
    lines = reckon(unpaid).lines
    if not lines:
        raise PayRunError(f"Nothing signed waits to be paid up to {until_date:%-d %b %Y}.", field="until_date")
    run = PayRun(from_date=from_date, until_date=until_date, made_at=at, made_by=by)
    run.changed_by = by
    run.save()
    for line in lines:
        line.run, line.changed_by = run, by
        line.save()
    return run


@transaction.atomic
def mark_paid(run: PayRun, *, on: date, by: str) -> PayRun:
    """Close a run: the money has gone out. Raises PayRunError where it is closed already."""
    run = _open(run)
    run.paid_on, run.changed_by = on, by
    run.save()
    return run


@transaction.atomic
def take_back(run: PayRun, *, by: str) -> None:
    """Undo a run that is not paid yet: its hours wait for the next one. Raises PayRunError."""
    run = _open(run)
    for row in (*run.lines.all(), run):
        row.changed_by = by
        row.delete()


def _unpaid_until(last: date) -> list[Hours]:
    """Return what no run has paid, having locked it: of two runs at once, the second looks when the first is done."""
    after_it_everywhere = datetime.combine(last, time(), UTC) + timedelta(days=2)
    earlier = Hours.objects.filter(assignment__booking__starts_at__lt=after_it_everywhere).unpaid().order_by("pk")
    locked = list(earlier.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    return [hours for hours in Hours.objects.filter(pk__in=locked).unpaid().with_charter() if hours.day <= last]


def _open(run: PayRun) -> PayRun:
    run = PayRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.paid_on:
        raise PayRunError(f"This run was paid on {run.paid_on:%-d %b %Y} and stays as it is.", field="paid_on")
    return run


def waiting_for_a_rate() -> list[Hours]:
    """Return what is signed and in no run, since no rate is known for the day."""
    return reckon(list(Hours.objects.unpaid().with_charter())).without_rate
