from django.db import models


class ImportedRow(models.Model):
    """What a file said about one booking when it was last read: the common ancestor of a three-way merge.

    `values` is field → text or number, as bookings.importing.facts makes them. Money is never among them.
    """

    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=255)
    values = models.JSONField(default=dict)
    file = models.CharField(max_length=100)
    read_at = models.DateTimeField(help_text="When the file last said something new.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "reference"], name="imported_row_once_per_source")]

    def __str__(self) -> str:
        return f"{self.source} {self.reference}"
