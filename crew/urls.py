from django.urls import path

from crew import views

urlpatterns = [
    path("c/<str:token>", views.link, name="crew-link"),
    path("crew/", views.charters, name="crew-charters"),
    path("crew/<str:code>/", views.charter, name="crew-charter"),
    path("crew/<str:code>/accept", views.accept, name="crew-accept"),
    path("crew/<str:code>/decline", views.decline, name="crew-decline"),
]
