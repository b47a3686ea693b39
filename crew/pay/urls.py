from django.urls import path

from crew.pay import views

urlpatterns = [
    path("crew/hours/", views.hours, name="crew-hours"),
    path("crew/hours/<str:code>", views.sign, name="crew-hours-sign"),
    path("crew/pay/", views.pay, name="crew-pay"),
]
