"""How many of each role a charter needs: by rule of its vessel and party, or as staff say for this one."""

from django.core.validators import MinValueValidator
from django.db import models

from bookings.history import audited
from bookings.models import Booking, Vessel
from crew.models.people import Role


class ManningRule(models.Model):
    """From a party size on, a vessel needs so many of a role; of those that fit, the largest `party_from` holds."""

    vessel = models.ForeignKey(Vessel, on_delete=models.CASCADE, related_name="manning_rules")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    party_from = models.PositiveSmallIntegerField("from guests", default=0, help_text="Holds from this party size on.")
    count = models.PositiveSmallIntegerField("needed")

    history = audited()

    class Meta:
        ordering = ["vessel__name", "role__order", "party_from"]
        constraints = [
            models.UniqueConstraint(fields=["vessel", "role", "party_from"], name="manning_once_per_party_size"),
        ]

    def __str__(self) -> str:
        return f"{self.vessel}, from {self.party_from} guests: {self.count} × {self.role}"


class Need(models.Model):
    """What staff say that this one charter needs, whatever the rules say."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="needs")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveSmallIntegerField("needed")
    changed_by = ""  # not a column: the actor, on its way to the history

    history = audited()

    class Meta:
        ordering = ["role__order"]
        constraints = [models.UniqueConstraint(fields=["booking", "role"], name="need_once_per_role")]

    def __str__(self) -> str:
        return f"{self.count} × {self.role}"


class CallingRule(models.Model):
    """How patient the calling of crew is when at least this much time is left before call time.

    The rule with the largest `hours_left` that fits holds. Quiet hours take no part in a deadline.
    """

    hours_left = models.PositiveIntegerField(unique=True, help_text="Holds while at least so many hours are left.")
    remind_after_minutes = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    next_after_minutes = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="Minutes without an answer until the next candidate is called."
    )
    side_by_side = models.BooleanField(
        default=False, help_text="Call for all roles at once, instead of waiting for the captain's yes."
    )
    everyone = models.BooleanField(
        default=False, help_text="Ask all who are qualified and free together: the first yes wins."
    )

    history = audited()

    class Meta:
        ordering = ["-hours_left"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_after_minutes__gt=models.F("remind_after_minutes")),
                name="calling_reminds_before_it_goes_on",
                violation_error_message="The reminder must come before the next candidate is called.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hours_left} hours left"


class QuietHours(models.Model):
    """When nobody on the crew is disturbed, in the vessel's own zone; within 12 hours of call time they do not hold."""

    vessel = models.OneToOneField(
        Vessel, on_delete=models.CASCADE, related_name="quiet_hours", null=True, blank=True, help_text="Empty: all."
    )
    from_time = models.TimeField("from", help_text="21:00")
    until_time = models.TimeField("until", help_text="08:00")

    history = audited()

    class Meta:
        verbose_name_plural = "quiet hours"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_time=models.F("until_time")), name="quiet_hours_are_not_all_day"
            ),
            models.UniqueConstraint(
                models.Value(1), condition=models.Q(vessel=None), name="quiet_hours_once_for_all_vessels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_time:%H:%M} to {self.until_time:%H:%M}"


class CallingPause(models.Model):
    """The calling of crew waits for staff: an imported charter, or because they said so."""

    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="calling_pause")
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.booking_id} waits"
