"""A brand's place on its own domain: where it is hosted, how it looks, what it says."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from bookings import plain
from bookings.models import Brand, Language
from guests.colours import HEX, READABLE, contrast, validate_hex


class Hosting(models.TextChoices):
    """Who keeps the pages: this machine's own files, or a bucket behind the brand's domain."""

    LOCAL = "local", "files of this machine"
    BUCKET = "bucket", "a bucket (S3)"


class KeyPrefix(models.TextChoices):
    """Where pages lie in the brand's bucket; their public address is /g/NAME with either."""

    G = "g/", "g/"
    GUESTS = "guests/", "guests/"


class HeadingFace(models.TextChoices):
    SERIF = "serif"
    ROUNDED = "rounded"
    SANS = "sans"


class HeaderShape(models.TextChoices):
    RULE = "rule", "straight, with a double rule"
    WAVE = "wave"
    ARCH = "arch"


validate_bucket = RegexValidator(
    r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "A bucket's name has 3 to 63 of a–z, 0–9, points and hyphens."
)


class Site(models.Model):
    """A brand's place on its own domain, and the few values that make its pages look like its own."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="site")

    hosting = models.CharField(max_length=10, choices=Hosting, default=Hosting.LOCAL)
    bucket = models.CharField(max_length=63, blank=True, validators=[validate_bucket], help_text="Pages and photos.")
    incoming_bucket = models.CharField(
        max_length=63, blank=True, validators=[validate_bucket], help_text="Private: photos before staff approve them."
    )
    region = models.CharField(max_length=25, blank=True, help_text="us-west-2")
    distribution = models.CharField(max_length=32, blank=True, help_text="CloudFront's id, like E2QWRUHAPOMQZL.")
    adopted = models.BooleanField(
        default=False, help_text="Bucket and distribution served the domain before: only our own keys are ours."
    )
    live = models.BooleanField(
        "on its own domain",
        default=False,
        help_text="Links lead to the brand's domain. Until then this product shows the pages itself.",
    )
    mail_verified_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when SES sends as the brand."
    )
    key_prefix = models.CharField(max_length=8, choices=KeyPrefix, default=KeyPrefix.G)
    cache_seconds = models.PositiveIntegerField(default=300, help_text="How long the edge may keep a page unasked.")

    ink = models.CharField(
        max_length=7, default="#0b1f3a", validators=[validate_hex], help_text="Text, and the band behind the title."
    )
    accent = models.CharField(
        max_length=7, default="#c9a24b", validators=[validate_hex], help_text="The button, and small words on the band."
    )
    paper = models.CharField(max_length=7, default="#fbf8f1", validators=[validate_hex], help_text="The ground.")
    heading_face = models.CharField(max_length=10, choices=HeadingFace, default=HeadingFace.SERIF)
    header_shape = models.CharField(max_length=10, choices=HeaderShape, default=HeaderShape.RULE)
    logo = models.TextField(blank=True, editable=False, help_text="A small picture as a data: address.")

    tells_guests = models.BooleanField(default=True, help_text="Guests get e-mails and text messages.")
    gallery_months = models.PositiveSmallIntegerField(
        default=12, validators=[MinValueValidator(1), MaxValueValidator(60)], help_text="Galleries end after so long."
    )
    photo_quota = models.PositiveSmallIntegerField(
        default=200, validators=[MinValueValidator(1), MaxValueValidator(2000)], help_text="Photos of one charter."
    )

    class Meta:
        ordering = ["brand__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ink__regex=HEX) & Q(accent__regex=HEX) & Q(paper__regex=HEX), name="site_colours_are_hex"
            ),
            models.CheckConstraint(
                condition=Q(hosting=Hosting.LOCAL) | (~Q(bucket="") & ~Q(incoming_bucket="") & ~Q(region="")),
                name="site_in_a_bucket_names_it",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(hosting=Hosting.BUCKET), name="site_on_its_own_domain_has_a_bucket"
            ),
        ]

    def __str__(self) -> str:
        return self.brand.domain

    @classmethod
    def of(cls, brand: Brand) -> Self:
        """Return the brand's site; one with every default, not saved, where nobody has made one yet."""
        return getattr(brand, "site", None) or cls(brand=brand)

    @property
    def theme(self) -> dict[str, str]:
        """What makes its pages look like its own; the logo by its fingerprint alone."""
        names = ("ink", "accent", "paper", "heading_face", "header_shape")
        logo = hashlib.sha256(self.logo.encode()).hexdigest()[:12] if self.logo else ""
        return {name: getattr(self, name) for name in names} | {"logo": logo}

    @property
    def root(self) -> str:
        """The path below which its names are served, as the reader's browser sees it."""
        return "/g/" if self.live else f"/sites/{self.brand.domain}/g/"

    @property
    def origin(self) -> str:
        return f"https://{self.brand.domain}" if self.live else settings.PUBLIC_URL

    def address(self, name: str) -> str:
        """Return the address to hand out for the page of `name`, a code or a slug."""
        return f"{self.origin}{self.root}{name}"

    def texts_in(self, language: str) -> dict[str, str]:
        """Return its own words in `language`, "" for what it does not say in it."""
        rows: Any = self.texts.all() if self.pk else ()  # all(): prefetched for lists
        spoken = next((row for row in rows if row.language == language), None)
        return {name: getattr(spoken, name, "") for name in SiteTexts.WORDS}

    def clean(self) -> None:
        """Refuse colours that nobody could read in the sun, and half an address of a bucket."""
        colours = (self.ink, self.accent, self.paper)
        for colour in colours:
            validate_hex(colour)
        if contrast(self.ink, self.paper) < READABLE:
            raise ValidationError({"ink": "Too close to the paper to be read in sunlight. Choose a darker ink."})
        if contrast(self.ink, self.accent) < READABLE:
            raise ValidationError({"accent": "Too close to the ink to be read in sunlight. Choose a lighter accent."})
        if self.hosting == Hosting.BUCKET:
            for name in ("bucket", "incoming_bucket", "region"):
                if not getattr(self, name):
                    domain = self.brand.domain if hasattr(self, "brand") else "DOMAIN"  # a form may have none yet
                    raise ValidationError({name: f"Needed with a bucket; `launch_site {domain}` fills it."})
        elif self.live:
            raise ValidationError({"live": "Only pages in a bucket can stand on the brand's own domain."})


class SiteTexts(models.Model):
    """What a brand says in its own words on every page, in one language."""

    WORDS = ("welcome", "what_to_bring", "thanks")

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=Language)
    welcome = models.TextField(blank=True, max_length=600, help_text="Before the charter. No money.")
    what_to_bring = models.TextField(blank=True, max_length=1200, help_text="One thing a line. No money.")
    thanks = models.TextField(blank=True, max_length=600, help_text="After the charter. No money.")

    class Meta:
        ordering = ["language"]
        verbose_name_plural = "site texts"
        constraints = [models.UniqueConstraint(fields=["site", "language"], name="site_texts_once_per_language")]

    def __str__(self) -> str:
        return f"{self.site}, {self.get_language_display()}"

    def clean(self) -> None:
        for name in self.WORDS:
            if lines := plain.money_lines(getattr(self, name)):
                raise ValidationError({name: f"Every guest reads this, and it speaks of money: “{lines[0]}”."})
