"""What of ours stands on brands' domains, and what the edge may still show of what stood there before."""

from django.db import models
from django.db.models import Q

from guests.models.sites import Site


class ObjectKind(models.TextChoices):
    PAGE = "page"
    REDIRECT = "redirect"
    CALENDAR = "calendar"
    PHOTO = "photo"
    SCRIPT = "script"


class Page(models.Model):
    """One object on a brand's domain that we wrote: the proof that it is ours to overwrite and remove.

    The row is there before the object is, with an empty `tag`, so that no object is ever without one.
    `claimed_at` fences: whoever began to write later than this may write, an earlier one may not any more.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="pages")
    booking_code = models.CharField(
        max_length=16, blank=True, db_index=True, help_text="Whose it is; none: the whole site's."
    )
    key = models.CharField(max_length=120, help_text="In its bucket: g/XHQGMDH.html")
    kind = models.CharField(max_length=10, choices=ObjectKind, default=ObjectKind.PAGE)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the bytes that stand there.")
    tag = models.CharField(max_length=80, blank=True, help_text="The storage's own name for these very bytes (ETag).")
    stored_at = models.DateTimeField()
    claimed_at = models.DateTimeField()
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it only leads to the booking's present address."
    )

    class Meta:
        ordering = ["site", "key"]
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="page_once_per_key"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(kind=ObjectKind.REDIRECT), name="page_left_behind_is_a_redirect"
            ),
        ]

    def __str__(self) -> str:
        return self.object_name

    @property
    def object_name(self) -> str:
        """Its name among the objects of every site."""
        return f"{self.site.brand.domain}/{self.key}"


class StalePath(models.Model):
    """A path of which a distribution may still show older bytes, until an invalidation of it is done."""

    distribution = models.CharField(max_length=32)
    path = models.CharField(max_length=150, help_text="/g/XHQGMDH.html")
    since = models.DateTimeField()
    invalidation = models.CharField(max_length=64, blank=True, help_text="CloudFront's id of it; none: not asked yet.")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since"]
        indexes = [
            models.Index(fields=["distribution"], condition=Q(done_at=None), name="stale_path_open"),
        ]

    def __str__(self) -> str:
        return f"{self.distribution} {self.path}"
