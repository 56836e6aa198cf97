"""Addresses of sourcing; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.sourcing import question_views, supplier_views, views
from matchmaker.sourcing.awards import urls as awards
from matchmaker.sourcing.care import urls as care
from matchmaker.sourcing.ocds import urls as ocds
from matchmaker.sourcing.outcomes import urls as outcomes
from matchmaker.sourcing.projects import urls as projects
from matchmaker.sourcing.quotes import urls as quotes

app_name = "sourcing"
urlpatterns = [
    path("packages/<int:pk>/request/", views.rfq_new, name="rfq_new"),
    path("requests/", views.rfqs, name="rfqs"),
    path("requests/<int:pk>/", views.rfq, name="rfq"),
    path("requests/<int:pk>/cancel/", views.rfq_cancel, name="rfq_cancel"),
    path("invitations/", supplier_views.invitations, name="invitations"),
    path("invitations/<int:pk>/", supplier_views.invitation, name="invitation"),
    path("invitations/<int:pk>/ask/", question_views.invitation_ask, name="invitation_ask"),
    path("questions/<int:pk>/answer/", question_views.question_answer, name="question_answer"),
    path("invitations/<int:pk>/accept/", supplier_views.accept, name="accept"),
    path("invitations/<int:pk>/decline/", supplier_views.decline, name="decline"),
    *quotes.urlpatterns,
    *awards.urlpatterns,
    *projects.urlpatterns,
    *care.urlpatterns,
    *outcomes.urlpatterns,
    *ocds.urlpatterns,
]
