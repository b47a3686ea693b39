from django.urls import path

from crew.portal import away, calendar, charter, charters, door

urlpatterns = [
    path("c/<str:token>", door.link, name="crew-link"),
    path("crew/link", door.new_link, name="crew-fresh-link"),
    path("crew/link/sent", door.link_sent, name="crew-link-sent"),
    path("crew/", charters.charters, name="crew-charters"),
    path("crew/away/", away.away, name="crew-away"),
    path("crew/away/<int:pk>/remove", away.remove_away, name="crew-away-remove"),
    path("crew/calendar/", calendar.calendar, name="crew-calendar"),
    path("crew/calendar/new", calendar.new_address, name="crew-calendar-new"),
    path("crew/<str:code>/", charter.charter, name="crew-charter"),
    path("crew/<str:code>/accept", charter.accept, name="crew-accept"),
    path("crew/<str:code>/decline", charter.decline, name="crew-decline"),
    path("crew/<str:code>/call", charter.call_guest, name="crew-call-guest"),
    path("crew/<str:code>/aboard", charter.count_aboard, name="crew-count-aboard"),
]
