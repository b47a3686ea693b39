"""The import page alone, where the booking's admin mounts it."""

from django.contrib import admin
from django.urls import include, path

from bookings.importing.views import urls

urlpatterns = [path("admin/bookings/booking/", include(urls)), path("admin/", admin.site.urls)]
