from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from bookings.messages.models import Message, Outcome

OUTCOME_COLOURS = {Outcome.SENDING: "warning", Outcome.HANDED_OVER: "success", Outcome.REFUSED: "danger"}


@admin.register(Message)
class MessageAdmin(ModelAdmin):
    """Every e-mail and text message that went out. Not its text: that holds a person's own link."""

    list_display = ("created_at", "about", "channel", "to", "subject", "coloured_outcome")
    list_filter = ("channel", "outcome")
    search_fields = ("about", "to", "subject")
    fields = ("about", "channel", "to", "subject", "outcome", "provider_id", "created_at", "sent_at")
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
