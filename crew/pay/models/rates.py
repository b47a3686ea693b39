"""What a role earns by the hour, and what was agreed for a place."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from bookings.history import audited
from crew.models import Assignment, Person, Role

CURRENCY = Q(currency__regex=r"^[A-Z]{3}$")


class RateQuerySet(models.QuerySet["Rate"]):
    def in_force(self, *, role: Role, person: Person, on: date) -> Self:
        """Order by what counts first: the person's own over the role's, then the latest."""
        theirs = self.filter(Q(person=person) | Q(person=None), role=role, from_date__lte=on)
        return theirs.order_by(F("person").asc(nulls_last=True), "-from_date")


class Rate(models.Model):
    """What a role earns from a date on; with a person, what that person earns in it."""

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", null=True, blank=True, help_text="Empty: everyone."
    )
    cents_per_hour = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="USD")
    from_date = models.DateField("from")

    objects = RateQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["role__order", "person__name", "-from_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "from_date"], condition=Q(person=None), name="rate_once_per_role_and_date"
            ),
            models.UniqueConstraint(fields=["role", "person", "from_date"], name="rate_once_per_person_and_date"),
            models.CheckConstraint(condition=CURRENCY, name="rate_currency_is_three_capitals"),
        ]

    def __str__(self) -> str:
        return f"{self.person or 'Everyone'} as {self.role} from {self.from_date:%-d %b %Y}"


class AgreedRate(models.Model):
    """The rate that was in force when a place was given: later rates leave it alone."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="+")
    cents_per_hour = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    salt = models.CharField(max_length=32, editable=False, help_text="Keeps the amount unguessable in consent digests.")
    changed_by = ""  # not a column: the actor, on its way to the history

    history = audited()

    class Meta:
        constraints = [models.CheckConstraint(condition=CURRENCY, name="agreed_currency_is_three_capitals")]

    def __str__(self) -> str:
        return f"Agreed for place {self.assignment_id}"
