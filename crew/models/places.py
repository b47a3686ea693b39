"""Who sails on which charter, as what, and what they answered. No money here: that is crew.pay's alone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from bookings.history import audited
from bookings.models import Booking, Stage
from crew.models.people import Person, Role

CALL_LEAD_MINUTES = 45
LINK_OUTLIVES_CHARTER = timedelta(hours=24)
SHOWN = (Stage.CONFIRMED, Stage.COMPLETED, Stage.CANCELLED)


class Answer(models.TextChoices):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def with_terms(self) -> Self:
        """Bring along what consent, messages and pages read."""
        return self.select_related("booking__vessel", "person", "role")

    def on(self, codes: Collection[str]) -> Self:
        return self.filter(booking__code__in=codes)

    def not_declined(self) -> Self:
        return self.exclude(answer=Answer.DECLINED)


class Assignment(models.Model):
    """One person's place on one booking. Written by crew.actions alone.

    An answer is given to certain terms: `answer_to` is their digest (crew.consent). When today's terms differ,
    the answer is void until they are the same again.
    """

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    call_lead_minutes = models.PositiveSmallIntegerField(
        "called", default=CALL_LEAD_MINUTES, help_text="Minutes before boarding."
    )
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.ASKED, editable=False)
    answer_to = models.CharField(max_length=32, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    decline_reason = models.CharField(max_length=300, blank=True, editable=False)
    called = models.BooleanField(
        default=False, editable=False, help_text="Asked as a candidate for an open place: the first yes takes it."
    )
    asked_to = models.CharField(max_length=32, blank=True, editable=False, help_text="The terms they were told last.")
    asked_at = models.DateTimeField(null=True, editable=False, help_text="When they were told of them.")
    unreached_at = models.DateTimeField(null=True, editable=False, help_text="When telling them of it failed for good.")
    override_reason = models.CharField(
        max_length=300, blank=True, help_text="Why they sail in spite of a warning: a licence, a day away."
    )
    link_version = models.PositiveIntegerField(default=1, editable=False, help_text="Older links are dead.")
    changed_by = ""  # not a column: the actor, on its way to the history

    objects = AssignmentQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["role__order", "person__name"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "person"], name="assignment_once_per_person"),
            models.CheckConstraint(
                condition=Q(answer=Answer.ASKED, answer_to="", answered_at=None)
                | (~Q(answer=Answer.ASKED) & ~Q(answer_to="") & Q(answered_at__isnull=False)),
                name="assignment_answer_to_something",
            ),
            models.CheckConstraint(
                condition=Q(asked_to="", asked_at=None) | (~Q(asked_to="") & Q(asked_at__isnull=False)),
                name="assignment_asked_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(decline_reason="") | Q(answer=Answer.DECLINED), name="assignment_reason_only_to_decline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.role}"

    @property
    def calls_at(self) -> datetime:
        return self.booking.boards_at - timedelta(minutes=self.call_lead_minutes)

    @property
    def link_ends_at(self) -> datetime:
        return self.booking.ends_at + LINK_OUTLIVES_CHARTER

    def standing(self, consent: str) -> Answer:
        """Return the answer as far as it was given to today's terms, whose digest is `consent`.

        A charter that has sailed asks for nothing any more.
        """
        holds = self.answer_to == consent or self.booking.stage == Stage.COMPLETED
        return Answer(self.answer) if holds else Answer.ASKED

    def takes_answers(self, at: datetime) -> bool:
        return self.booking.stage == Stage.CONFIRMED and at < self.booking.starts_at
