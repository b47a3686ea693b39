from django.urls import path

from crew.checklists import views

urlpatterns = [
    path("crew/sw.js", views.worker, name="crew-worker"),
    path("crew/ticks", views.ticks, name="crew-ticks"),
    path("crew/<str:code>/tick", views.tick, name="crew-tick"),
]
