from django.urls import path

from guests import views

urlpatterns = [
    path("sites/<str:domain>/g/<path:name>", views.page, name="guest-page"),
]
