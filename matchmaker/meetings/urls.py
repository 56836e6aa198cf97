"""Addresses of matching days: the host's below /programme/days/, the guests' below /days/."""

from django.urls import path

from matchmaker.meetings import guest_views, office_views

app_name = "meetings"
urlpatterns = [
    path("programme/days/", office_views.days, name="office_days"),
    path("programme/days/new/", office_views.day_new, name="office_new"),
    path("programme/days/<int:pk>/", office_views.office_day, name="office_day"),
    path("programme/days/<int:pk>/edit/", office_views.day_edit, name="office_edit"),
    path("programme/days/<int:pk>/open/", office_views.day_open, name="office_open"),
    path("programme/days/<int:pk>/cancel/", office_views.day_cancel, name="office_cancel"),
    path("programme/days/<int:pk>/invite/", office_views.invite, name="office_invite"),
    path("programme/days/<int:pk>/plan/", office_views.day_plan, name="office_plan"),
    path("programme/days/guests/<int:pk>/here/", office_views.check_in, name="office_here"),
    path("programme/days/tickets/<str:ticket>/", office_views.ticket, name="office_ticket"),
    path("days/", guest_views.days, name="days"),
    path("days/<int:pk>/", guest_views.day, name="day"),
    path("days/<int:pk>/join/", guest_views.join, name="join"),
    path("days/<int:pk>/leave/", guest_views.leave, name="leave"),
    path("days/<int:pk>/wish/", guest_views.wish, name="wish"),
    path("days/<int:pk>/ticket.svg", guest_views.ticket, name="ticket"),
    path("days/<int:pk>/here/", guest_views.arrive, name="arrive"),
    path("days/meetings/<int:pk>/", guest_views.outcome, name="outcome"),
]
