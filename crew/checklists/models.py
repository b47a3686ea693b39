"""What there is to do on a charter, as staff wrote it down, and who did it. No money: crew read every word of it."""

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import Least, RowNumber

from bookings import plain
from bookings.history import audited
from bookings.models import Booking, Kind, Vessel
from crew.models import Person, Role

HELD_BACK = "Held back. Ask the office."


class Phase(models.IntegerChoices):
    PREPARE = 1, "prepare"
    BOARD = 2, "board"
    UNDER_WAY = 3, "under way"
    SECURE = 4, "secure"


class Template(models.Model):
    """A checklist for every charter, or for those of one vessel, or for one role on them."""

    name = models.CharField(max_length=80, unique=True, help_text="For the office: crew see the items alone.")
    vessel = models.ForeignKey(
        Vessel, on_delete=models.PROTECT, related_name="+", null=True, blank=True, help_text="Empty: all."
    )
    role = models.ForeignKey(
        Role,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Empty: all who sail share it, and each item is done once.",
    )

    history = audited()

    class Meta:
        verbose_name = "checklist"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TemplateItemQuerySet(models.QuerySet["TemplateItem"]):
    def for_charters(self, bookings: Collection[Booking]) -> Self:
        """Bring what any of them may have on its list; `TemplateItem.fits` says which has it."""
        vessels = {booking.vessel_id for booking in bookings}
        return self.filter(Q(template__vessel=None) | Q(template__vessel__in=vessels)).select_related("template")


class TemplateItem(models.Model):
    """One thing to do. Ticks refer to it, so that its wording may be mended; it is retired, never deleted."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="items")
    phase = models.PositiveSmallIntegerField(choices=Phase, default=Phase.PREPARE)
    text = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)
    harmless_text = models.CharField(
        max_length=120,
        blank=True,
        editable=False,
        help_text="Wording with an amount that staff looked at and let stand.",
    )
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TemplateItemQuerySet.as_manager()
    history = audited()

    class Meta:
        verbose_name = "item"
        ordering = ["phase", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="checklist_item_in_a_known_phase"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def speaks_of_money(self) -> bool:
        return self.text != self.harmless_text and bool(plain.money_lines(self.text))

    @property
    def readable(self) -> str:
        """The text as crew may read it."""
        return HELD_BACK if self.speaks_of_money else self.text

    def fits(self, booking: Booking, roles: Collection[int]) -> bool:
        """Tell whether it is, or was, on this charter's list for people in these roles (pks)."""
        template = self.template
        return (
            booking.kind == Kind.CHARTER
            and template.vessel_id in (None, booking.vessel_id)
            and (template.role_id is None or template.role_id in roles)
        )

    def stands_for(self, booking: Booking) -> bool:
        """Tell whether it is still asked of this charter: what was over by then keeps its items."""
        return self.retired_at is None or self.retired_at > booking.ends_at


class TickQuerySet(models.QuerySet["Tick"]):
    def that_hold(self) -> Self:
        """Of every charter's item keep the tick that was made last. A phone whose clock runs ahead gains nothing."""
        latest_first = [F("counts_at").desc(), F("received_at").desc(), F("pk").desc()]
        nth = Window(RowNumber(), partition_by=[F("booking"), F("item")], order_by=latest_first)
        return self.annotate(counts_at=Least("made_at", "received_at")).annotate(nth=nth).filter(nth=1)


class Tick(models.Model):
    """Somebody ticked an item, or took the tick back. A log: written once, never changed; the later-made row holds."""

    sent_id = models.UUIDField(unique=True, editable=False, help_text="Given by the phone: sent twice is ticked once.")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="ticks")
    item = models.ForeignKey(TemplateItem, on_delete=models.PROTECT, related_name="ticks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ticked = models.BooleanField()
    made_at = models.DateTimeField(help_text="By the phone's clock.")
    received_at = models.DateTimeField(help_text="By ours.")
    device = models.CharField(max_length=36, blank=True)

    objects = TickQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["booking", "item"], name="tick_by_item")]

    def __str__(self) -> str:
        return f"{self.item}: {'ticked' if self.ticked else 'not ticked'} by {self.person}"
