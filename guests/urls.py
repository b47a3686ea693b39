from django.urls import path

from guests import views
from guests.photos import removal_views
from guests.uploads import incoming, sheet
from guests.uploads.views import presigned

urlpatterns = [
    path("sites/<str:domain>/g/<path:name>", views.page, name="guest-page"),
    path("g/presign", presigned, name="photo-presign"),
    path("g/upload", sheet.upload, name="photo-upload"),
    path("g/upload/incoming", incoming.take, name="photo-incoming"),
    path("g/upload/remove/<str:name>", removal_views.ask, name="photo-remove"),
]
