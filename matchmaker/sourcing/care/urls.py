"""Addresses of this room; names begin with the row whose key they take (``ticket_open`` takes a slot's)."""

from django.urls import path

from matchmaker.sourcing.care import care_views, dossier_views, handover_views, views

urlpatterns = [
    path("tickets/", views.tickets, name="tickets"),
    path("tickets/<int:pk>/", views.ticket, name="ticket"),
    path("project-slots/<int:pk>/report/", views.ticket_open, name="ticket_open"),
    path("tickets/<int:pk>/assign/", views.ticket_assign, name="ticket_assign"),
    path("tickets/<int:pk>/on-site/", views.ticket_on_site, name="ticket_on_site"),
    path("tickets/<int:pk>/resolve/", views.ticket_resolve, name="ticket_resolve"),
    path("handovers/<int:pk>/", handover_views.handover, name="handover"),
    path("handovers/<int:pk>/accept/", handover_views.handover_accept, name="handover_accept"),
    path("handovers/<int:pk>/decline/", handover_views.handover_decline, name="handover_decline"),
    path("handovers/<int:pk>/receive/", handover_views.handover_receive, name="handover_receive"),
    path("handovers/<int:pk>/finish/", handover_views.handover_finish, name="handover_finish"),
    path("handovers/<int:pk>/cancel/", handover_views.handover_cancel, name="handover_cancel"),
    path("tickets/<int:pk>/file/", views.ticket_file, name="ticket_file"),
    path("projects/<int:pk>/dossier/", dossier_views.project_dossier, name="project_dossier"),
    path("project-slots/<int:pk>/dossier/", dossier_views.slot_dossier, name="slot_dossier"),
    path("dossier/<int:pk>/", dossier_views.dossier_edit, name="dossier_edit"),
    path("dossier/<int:pk>/remove/", dossier_views.dossier_remove, name="dossier_remove"),
    path("dossier/<int:pk>/file/", dossier_views.dossier_file, name="dossier_file"),
    path("project-slots/<int:pk>/closed/", handover_views.slot_closed, name="slot_closed"),
    path("programme/care/", care_views.care, name="care"),
]
