"""Guests' photos before staff: each large enough to judge, what needs a decision first."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import CHECKBOX_CLASSES

from bookings.desk.booking_admin import actor
from guests.models import Photo, PhotoState
from guests.models.photos import STORED
from guests.photos import decisions, shelf

VERBS: dict[str, tuple[Callable[..., int], str]] = {
    "approve": (decisions.approve, "shown in the gallery"),
    "keep": (decisions.keep, "back in the gallery"),
    "take-down": (decisions.take_down, "on the way out, everywhere"),
}
"""What staff may do with photos, and what is then said of them."""
URGENCY = Case(
    When(state=PhotoState.HIDDEN, then=Value(0)),
    When(state=PhotoState.WAITING, then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)


class StateFilter(admin.SimpleListFilter):
    """What is to be decided, unless asked otherwise."""

    title = parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("all", "all"), *((state.value, state.label.lower()) for state in PhotoState)]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield choice | ({"display": "to be decided"} if choice["display"] == "All" else {})

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset.filter(state__in=(PhotoState.HIDDEN, PhotoState.WAITING))
        return queryset if self.value() == "all" else queryset.filter(state=self.value())


@admin.register(Photo)
class PhotoAdmin(ModelAdmin):
    """Cards to decide from. What becomes of a photo is written by decisions alone."""

    change_list_template = "admin/guests/photos.html"
    list_filter = (StateFilter,)
    list_select_related = ("booking__vessel",)
    list_per_page = 60
    ordering = (URGENCY, "-arrived_at", "pk")
    search_fields = ("booking__code", "booking__title")
    search_help_text = "Code or title of the charter"
    actions = ("approve", "keep", "take_down")
    fields = ("seen", "booking", "state", "name", "reason", "arrived_at", "asked_at", "decided_by", "decided_at")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        own = {"stored": STORED, "checkbox": " ".join(CHECKBOX_CLASSES)}
        return super().changelist_view(request, own | (extra_context or {}))

    @display(description="Photo")
    def seen(self, photo: Photo) -> str:
        return render_to_string("admin/guests/photo.html", {"photo": photo}) if photo.state in STORED else "–"

    @action(description="Approve: show in the gallery", permissions=["change"])
    def approve(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        self._do("approve", request, photos)

    @action(description="Keep, although somebody asked", permissions=["change"])
    def keep(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        self._do("keep", request, photos)

    @action(description="Take down for good", permissions=["change"])
    def take_down(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        self._do("take-down", request, photos)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return obj is None and super().has_change_permission(request)  # its own page is for reading

    def has_delete_permission(self, request: HttpRequest, obj: Photo | None = None) -> bool:
        return False  # it would come back: the fingerprint must stay

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("<int:pk>/do/<slug:verb>/", guarded(self.verb_view), name="guests_photo_verb"),
            path("<int:pk>/<slug:size>.jpg", guarded(self.picture_view), name="guests_photo_picture"),
            *super().get_urls(),
        ]

    def verb_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Decide on one photo, and go back to where the button was."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if verb not in VERBS or not self.has_change_permission(request):
            raise Http404("No such photo, or nothing of that name to do with it.")
        self._do(verb, request, Photo.objects.filter(pk=pk))
        back = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if safe else "admin:guests_photo_changelist")

    def picture_view(self, request: HttpRequest, pk: int, size: str) -> HttpResponse:
        """Show a photo or its thumbnail to staff alone; admin_view keeps it out of every cache."""
        photo = Photo.objects.select_related("booking").filter(pk=pk, state__in=STORED).first()
        if photo is None or size not in ("picture", "thumbnail") or not self.has_view_permission(request):
            raise Http404("No such photo.")
        body = shelf.read(photo.booking.code, shelf.name_of(getattr(photo, size)))
        if body is None:
            raise Http404("The photo is not on its shelf.")
        return HttpResponse(body, content_type="image/jpeg")

    def _do(self, verb: str, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        act, done = VERBS[verb]
        chosen = Photo.objects.filter(pk__in=list(photos.values_list("pk", flat=True)))
        number = act(chosen, by=actor(request), at=timezone.now())
        if number:
            messages.success(request, f"{number} {'photo' if number == 1 else 'photos'} {done}.")
        else:
            messages.info(request, "Nothing changed: these were decided already.")
