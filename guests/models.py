"""What guests see of a brand, and which objects on its domain are ours."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from bookings.models import Brand
from guests.colours import HEX, READABLE, contrast, validate_hex


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


class Site(models.Model):
    """A brand's place on its own domain, and the few values that make its pages look like its own."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="site")
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
    what_to_bring = models.TextField(blank=True, help_text="One thing a line.")

    class Meta:
        ordering = ["brand__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ink__regex=HEX) & Q(accent__regex=HEX) & Q(paper__regex=HEX), name="site_colours_are_hex"
            )
        ]

    def __str__(self) -> str:
        return self.brand.domain

    @classmethod
    def of(cls, brand: Brand) -> Self:
        """Return the brand's site; one with every default, not saved, where nobody has made one yet."""
        return getattr(brand, "site", None) or cls(brand=brand)

    @property
    def theme(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("ink", "accent", "paper", "heading_face", "header_shape")}

    def clean(self) -> None:
        """Refuse colours that nobody could read in the sun."""
        colours = (self.ink, self.accent, self.paper)
        for colour in colours:
            validate_hex(colour)
        if contrast(self.ink, self.paper) < READABLE:
            raise ValidationError({"ink": "Too close to the paper to be read in sunlight. Choose a darker ink."})
        if contrast(self.ink, self.accent) < READABLE:
            raise ValidationError({"accent": "Too close to the ink to be read in sunlight. Choose a lighter accent."})


class Page(models.Model):
    """One object on a brand's domain that we wrote: the proof that it is ours to overwrite and remove.

    The row is there before the object is, with an empty `sha256`, so that no object is ever without one.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="pages")
    booking_code = models.CharField(max_length=16, db_index=True)
    key = models.CharField(max_length=100, help_text="Under the domain: g/XHQGMDH.html")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the bytes that stand there.")
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ["site", "key"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="page_once_per_key")]

    def __str__(self) -> str:
        return self.object_name

    @property
    def object_name(self) -> str:
        """Its name in STORAGES["sites"]."""
        return f"{self.site.brand.domain}/{self.key}"
