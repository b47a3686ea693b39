from datetime import datetime
from typing import Any

from django.dispatch import receiver

from crew.models import Assignment
from crew.pay.actions import agree
from crew.signals import assignment_made


@receiver(assignment_made)
def agree_on_the_rate_in_force(assignment: Assignment, by: str, at: datetime, **_: Any) -> None:
    agree(assignment, by=by, at=at)
