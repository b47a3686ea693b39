"""What the captain does at the dock: calls the lead guest, counts who is aboard."""

from django.db import models

from bookings.models import Booking
from crew.models.people import Person


class GuestCall(models.Model):
    """The captain asked to be put through to the lead guest. A log: written once, never changed."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="guest_calls")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.person} called"


class HeadCount(models.Model):
    """How many guests were aboard when she left the dock. A log: the latest holds."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="head_counts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    aboard = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.aboard} aboard"
