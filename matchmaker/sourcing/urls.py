"""Addresses of sourcing; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.sourcing import supplier_views, views

app_name = "sourcing"
urlpatterns = [
    path("packages/<int:pk>/request/", views.rfq_new, name="rfq_new"),
    path("requests/", views.rfqs, name="rfqs"),
    path("requests/<int:pk>/", views.rfq, name="rfq"),
    path("requests/<int:pk>/cancel/", views.rfq_cancel, name="rfq_cancel"),
    path("invitations/", supplier_views.invitations, name="invitations"),
    path("invitations/<int:pk>/", supplier_views.invitation, name="invitation"),
    path("invitations/<int:pk>/accept/", supplier_views.accept, name="accept"),
    path("invitations/<int:pk>/decline/", supplier_views.decline, name="decline"),
]
