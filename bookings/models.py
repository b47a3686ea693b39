"""Facts: which vessel, which brand, when, where, for whom. No money here: that is bookings.ledger's alone."""

from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from phonenumber_field.modelfields import PhoneNumberField

from bookings import codes, plain
from bookings.clock import spoken
from bookings.history import audited


class User(AbstractUser):
    """Staff, and staff only: crew and guests are not users."""


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(f"{name!r} is not a time zone name. An example: America/Los_Angeles.")


def validate_slug(name: str) -> None:
    if not codes.is_slug(name):
        raise ValidationError(
            "An address is 3 to 60 of a–z and 0–9 with single hyphens, like smith-birthday-sail; "
            "seven letters or digits without a hyphen would read as a booking code, and "
            f"{', '.join(sorted(codes.RESERVED))} are taken."
        )


class Vessel(models.Model):
    name = models.CharField(max_length=60, unique=True)
    capacity = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1)], help_text="Passengers, children included."
    )
    home_port = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=40, default="America/Los_Angeles", validators=[validate_time_zone])
    dock = models.CharField(max_length=120, help_text="Where guests and crew board, as a sign on the spot would say.")
    directions = models.TextField(blank=True, help_text="How to get to the dock, where to park.")
    map_url = models.URLField(blank=True, help_text="A map link to the dock.")
    buffer_minutes = models.PositiveSmallIntegerField(default=60, help_text="Turnaround after each charter.")
    usual_minutes = models.PositiveSmallIntegerField(
        default=180, validators=[MinValueValidator(1)], help_text="Usual length, where no end is given."
    )

    history = audited()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(capacity__gte=1), name="vessel_takes_someone"),
            models.CheckConstraint(condition=Q(usual_minutes__gte=1), name="vessel_sails_for_a_while"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Brand(models.Model):
    name = models.CharField(max_length=60, unique=True)
    domain = models.CharField(max_length=253, unique=True, help_text="Lower case, without www: sailjada.com")
    phone = PhoneNumberField(blank=True)
    email = models.EmailField(help_text="Where guests reach you; replies go there.")
    sender = models.EmailField(help_text="The address guests' e-mail comes from.")
    languages = models.CharField(max_length=20, default="en", help_text="Codes, the first is the default: en,es")
    is_default = models.BooleanField(default=False, help_text="Takes bookings that name no brand.")

    history = audited()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_brand"),
            models.CheckConstraint(condition=Q(domain__regex=r"^[a-z0-9.-]+$"), name="brand_domain_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name

    def language_for(self, wanted: str) -> str:
        """Return `wanted` where the brand speaks it, else the brand's first language."""
        spoken_here = [code.strip() for code in self.languages.split(",")]
        return wanted if wanted in spoken_here else spoken_here[0]


class Client(models.Model):
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = PhoneNumberField(blank=True)
    language = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    agreed_to_sms = models.BooleanField("agreed to text messages", default=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    history = audited()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else ""


class Kind(models.TextChoices):
    CHARTER = "charter"
    CLOSURE = "closure"


class Stage(models.TextChoices):
    INQUIRY = "inquiry"
    HOLD = "hold"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OCCUPYING = (Stage.HOLD, Stage.CONFIRMED, Stage.COMPLETED)


class CancelCause(models.TextChoices):
    WEATHER = "weather"
    CLIENT = "client"
    US = "us"
    NO_CREW = "no crew"
    MISTAKE = "mistake"


class BookingQuerySet(models.QuerySet["Booking"]):
    def confirmed(self) -> Self:
        return self.filter(stage=Stage.CONFIRMED)

    def charters(self) -> Self:
        return self.filter(kind=Kind.CHARTER)

    def occupying(self) -> Self:
        return self.filter(stage__in=OCCUPYING)

    def overlapping(self, start: datetime, end: datetime) -> Self:
        """Half-open: what ends exactly at `start` does not overlap."""
        return self.filter(occupies_from__lt=end, occupies_until__gt=start)

    def lapsed_holds(self, at: datetime) -> Self:
        return self.filter(stage=Stage.HOLD, hold_expires_at__lte=at)

    def over_since(self, moment: datetime) -> Self:
        return self.filter(ends_at__lte=moment)

    def still_of_interest(self, now: datetime, days: int = 60) -> Self:
        """Charters that are not `days` past, which the reconcile pass looks at."""
        return self.filter(ends_at__gte=now - timedelta(days=days))


class Booking(models.Model):
    """Anything that occupies a vessel, or may: a charter, or a closure. Cancelled, never deleted.

    Written by bookings.actions alone.
    """

    code = models.CharField(max_length=codes.CODE_LENGTH, unique=True)
    title = models.CharField(max_length=120)
    slug = models.CharField(
        "address", max_length=60, blank=True, validators=[validate_slug], help_text="Friendly name on the brand's site."
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHARTER)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.INQUIRY)
    vessel = models.ForeignKey(Vessel, on_delete=models.PROTECT, related_name="bookings")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="bookings", null=True, blank=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="bookings", null=True, blank=True)

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    occupies_from = models.DateTimeField(editable=False)
    occupies_until = models.DateTimeField(editable=False)
    rescheduled_from = models.DateTimeField(
        null=True, editable=False, help_text="The start guests knew before it moved."
    )
    boarding_lead_minutes = models.PositiveSmallIntegerField(default=15, help_text="Guests board this long before.")
    party_size = models.PositiveSmallIntegerField(default=0, help_text="Passengers, children included.")

    tells_guest = models.BooleanField(
        "tell the guest", default=True, help_text="E-mails and text messages to the lead guest."
    )
    guest_notes = models.TextField(blank=True, help_text="Guests read this. No money.")
    crew_notes = models.TextField(blank=True, help_text="Crew read this. No money.")
    internal_notes = models.TextField(blank=True, help_text="The office alone reads this.")

    harmless_texts = models.JSONField(
        default=list, editable=False, help_text="Lines with amounts that staff looked at and let stand."
    )

    source = models.CharField(max_length=60, default="staff")
    external_ref = models.CharField("outside reference", max_length=255, blank=True)

    hold_expires_at = models.DateTimeField(null=True, blank=True)
    hold_lapsed_at = models.DateTimeField(
        null=True, editable=False, help_text="When its last hold ran out unconfirmed."
    )
    cancel_cause = models.CharField(max_length=10, choices=CancelCause, blank=True)

    version = models.PositiveIntegerField(default=0, editable=False, help_text="Rises with every change.")
    changed_by = ""  # not a column: the actor, on its way to the history
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BookingQuerySet.as_manager()
    history = audited()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(occupies_from__lte=F("starts_at"), occupies_until__gte=F("ends_at")),
                name="booking_occupies_its_own_time",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.HOLD, hold_expires_at__isnull=False)
                | (~Q(stage=Stage.HOLD) & Q(hold_expires_at=None)),
                name="booking_hold_has_an_expiry",
            ),
            models.CheckConstraint(
                condition=(Q(stage=Stage.CANCELLED) & ~Q(cancel_cause=""))
                | (~Q(stage=Stage.CANCELLED) & Q(cancel_cause="")),
                name="booking_cancelled_for_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.CLOSURE) | Q(brand__isnull=False), name="booking_charter_has_a_brand"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.CLOSURE) | Q(stage__in=[Stage.CONFIRMED, Stage.CANCELLED]),
                name="booking_closure_stands_or_is_cancelled",
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{7}$"), name="booking_code_is_seven_of_a_z_0_9"),
            models.UniqueConstraint(
                fields=["source", "external_ref"], condition=~Q(external_ref=""), name="booking_once_per_source"
            ),
            models.UniqueConstraint(
                fields=["brand", "slug"], condition=~Q(slug=""), name="booking_slug_once_per_brand"
            ),
        ]
        indexes = [
            models.Index(fields=["vessel", "starts_at"], name="booking_by_vessel"),
            models.Index(fields=["ends_at"], name="booking_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def zone(self) -> ZoneInfo:
        return self.vessel.zone

    @property
    def boards_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.boarding_lead_minutes)

    @property
    def when(self) -> str:
        return spoken(self.starts_at, self.zone)

    def readable(self, name: str) -> str | None:
        """Return a text as guests and crew may read it; None where it is held back, since it speaks of money."""
        text: str = getattr(self, name)
        return None if set(plain.money_lines(text)) - set(self.harmless_texts) else text

    @property
    def public_title(self) -> str:
        """The title, or where that speaks of money, words that say as much without it."""
        return self.readable("title") or f"{self.get_kind_display()} on {self.vessel}"

    @property
    def occupies(self) -> bool:
        return self.stage in OCCUPYING
