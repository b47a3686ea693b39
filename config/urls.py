"""The whole site map."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("", include("crew.checklists.urls")),
    path("", include("crew.pay.urls")),
    path("", include("crew.urls")),
    path("scc/", include("crew.scc.urls")),
    path("", include("bookings.messages.urls")),
    path("", include("guests.urls")),
    path("", include("calendar_sync.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
