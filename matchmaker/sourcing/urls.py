"""Addresses of sourcing; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.lib.pending import pending

app_name = "sourcing"
urlpatterns = [
    path("packages/<int:pk>/request/", pending, name="rfq_new"),
    path("requests/", pending, name="rfqs"),
    path("requests/<int:pk>/", pending, name="rfq"),
    path("requests/<int:pk>/cancel/", pending, name="rfq_cancel"),
    path("invitations/", pending, name="invitations"),
    path("invitations/<int:pk>/", pending, name="invitation"),
    path("invitations/<int:pk>/accept/", pending, name="accept"),
    path("invitations/<int:pk>/decline/", pending, name="decline"),
]
