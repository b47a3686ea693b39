"""Who sails: their reach, what they are licensed for, and when they cannot."""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from phonenumber_field.modelfields import PhoneNumberField

from bookings.history import audited
from bookings.models import Booking


class Licence(models.Model):
    """A kind of licence or certificate that a role may require."""

    name = models.CharField(max_length=80, unique=True)

    history = audited()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    slug = models.SlugField(max_length=30, unique=True, help_text="What other systems call it: captain.")
    name = models.CharField(max_length=30)
    order = models.PositiveSmallIntegerField(default=100, help_text="Low ones are listed and called first.")
    requires = models.ForeignKey(
        Licence,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Whoever sails in this role should hold it.",
    )

    history = audited()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Reach(models.TextChoices):
    """How a person wants to be told."""

    EMAIL = "e-mail"
    SMS = "text message"
    BOTH = "both"


class PersonQuerySet(models.QuerySet["Person"]):
    def sailing_on(self, day: date) -> Self:
        """Those who are with us on a day."""
        return self.filter(Q(leaves_on=None) | Q(leaves_on__gte=day), active=True)


class Person(models.Model):
    """Someone who sails. Not a user: crew come by their link."""

    scc_id = models.CharField("SCC id", max_length=64, blank=True, help_text="What other systems call them: c-17.")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    mobile = PhoneNumberField(blank=True)
    channel = models.CharField("told by", max_length=12, choices=Reach, default=Reach.EMAIL)
    roles = models.ManyToManyField(
        Role, related_name="people", blank=True, help_text="What they may be called for when a place is open."
    )
    active = models.BooleanField(default=True, help_text="Only active people can be assigned.")
    leaves_on = models.DateField("last day", null=True, blank=True, help_text="Their last day with us.")
    erased_at = models.DateTimeField(null=True, editable=False, help_text="When their personal data was taken out.")
    feed_version = models.PositiveIntegerField(default=1, editable=False, help_text="Older calendar feeds are dead.")
    changed_by = ""  # not a column: the actor, on its way to the history

    objects = PersonQuerySet.as_manager()
    history = audited()

    class Meta:
        verbose_name_plural = "people"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["scc_id"], condition=~Q(scc_id=""), name="person_once_per_scc_id"),
            models.CheckConstraint(
                condition=Q(channel=Reach.SMS) | ~Q(email="") | Q(erased_at__isnull=False),
                name="person_told_by_email_has_one",
                violation_error_message="Enter an e-mail address, or tell them by text message.",
            ),
            models.CheckConstraint(
                condition=Q(channel=Reach.EMAIL) | ~Q(mobile="") | Q(erased_at__isnull=False),
                name="person_told_by_text_has_a_mobile",
                violation_error_message="Enter a mobile number, or tell them by e-mail.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def by_email(self) -> bool:
        return self.channel in (Reach.EMAIL, Reach.BOTH)

    @property
    def by_sms(self) -> bool:
        return self.channel in (Reach.SMS, Reach.BOTH)

    def has_left(self, day: date) -> bool:
        return self.leaves_on is not None and self.leaves_on < day


class HeldLicence(models.Model):
    """A licence that a person holds, until it expires."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="licences")
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(null=True, blank=True, help_text="The last day it is good for. Empty: for good.")

    history = audited()

    class Meta:
        ordering = ["licence__name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "licence"], name="licence_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.licence} until {self.expires_on:%-d %b %Y}" if self.expires_on else str(self.licence)

    def good_on(self, day: date) -> bool:
        return self.expires_on is None or day <= self.expires_on


class AwayQuerySet(models.QuerySet["Away"]):
    def during(self, start: datetime, end: datetime) -> Self:
        """Half-open, like a booking's time."""
        return self.filter(from_at__lt=end, until_at__gt=start)

    def touching(self, booking: Booking) -> Self:
        return self.during(booking.starts_at, booking.ends_at)


class Away(models.Model):
    """A time in which a person cannot sail. They enter it themselves; they owe nobody a reason."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="away")
    from_at = models.DateTimeField("from")
    until_at = models.DateTimeField("until")
    changed_by = ""  # not a column: the actor, on its way to the history

    objects = AwayQuerySet.as_manager()
    history = audited()

    class Meta:
        verbose_name = verbose_name_plural = "away"
        ordering = ["from_at"]
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="away_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.person} away"
