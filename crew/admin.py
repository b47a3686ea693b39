from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin
from unfold.admin import ModelAdmin

from crew import actions
from crew.models import Assignment, Person, Role


@admin.register(Person)
class PersonAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["name", "scc_id", "email", "mobile", "channel", "active"]
    list_filter = ["active", "channel"]
    search_fields = ["name", "email", "scc_id"]
    actions = ["send_new_links"]

    @admin.action(description="Send new links (earlier ones stop working)")
    def send_new_links(self, request: HttpRequest, people: QuerySet[Person]) -> None:
        now, by = timezone.now(), f"user:{request.user.get_username()}"
        places = Assignment.objects.filter(person__in=people, booking__ends_at__gt=now)
        for place in places:
            actions.renew_link(place, by=by, at=now)
        messages.success(request, f"New links for {len(places)} charters are on their way.")


@admin.register(Role)
class RoleAdmin(SimpleHistoryAdmin, ModelAdmin):
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
