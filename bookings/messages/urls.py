from django.urls import path

from bookings.messages import views

urlpatterns = [path("messages/events", views.message_events, name="message-events")]
