from django.urls import path

from calendar_sync import views

app_name = "calendar_sync"
urlpatterns = [
    path("feeds/<str:token>.ics", views.feed, name="feed"),
]
