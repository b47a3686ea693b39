from django.urls import path

from crew.scc import views
from crew.scc.schema import SchemaView

urlpatterns = [
    path("events", views.Events.as_view(), name="scc-events"),
    path("events/<path:event_id>", views.Event.as_view(), name="scc-event"),
    path("schema", SchemaView.as_view(), name="scc-schema"),
]
