from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from bookings.messages.models import Message, Outcome, Unreachable

OUTCOME_COLOURS = {
    Outcome.SENDING: "warning",
    Outcome.HANDED_OVER: "info",
    Outcome.DELIVERED: "success",
    Outcome.UNDELIVERED: "danger",
    Outcome.REFUSED: "danger",
    Outcome.BOUNCED: "danger",
    Outcome.OPTED_OUT: "danger",
    Outcome.COMPLAINED: "danger",
}


@admin.register(Message)
class MessageAdmin(ModelAdmin):
    """Every e-mail and text message that went out. Not its text: that holds a person's own link."""

    list_display = ("created_at", "about", "channel", "to", "subject", "coloured_outcome", "reason")
    list_filter = ("channel", "outcome")
    search_fields = ("about", "to", "subject")
    fields = (
        *("about", "channel", "to", "subject", "coloured_outcome", "reason", "outcome_at"),
        *("attempts", "provider_id", "created_at", "sent_at", "email_by", "fallback_email"),
    )
    readonly_fields = fields
    date_hierarchy = "created_at"

    @display(description="Outcome", label=OUTCOME_COLOURS)
    def coloured_outcome(self, message: Message) -> str:
        return message.outcome

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False


@admin.register(Unreachable)
class UnreachableAdmin(ModelAdmin):
    """Addresses that we write to no more. Deleting one means: try again."""

    list_display = ("address", "channel", "reason", "since")
    list_filter = ("channel", "reason")
    search_fields = ("address",)
    fields = readonly_fields = ("address", "channel", "reason", "since")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Unreachable | None = None) -> bool:
        return False
