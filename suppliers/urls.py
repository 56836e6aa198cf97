"""Addresses of suppliers; navigation everywhere goes by these names."""

from django.urls import path

from suppliers.views import firm, offers, records

app_name = "suppliers"
urlpatterns = [
    path("", firm.dashboard, name="dashboard"),
    path("profile/", firm.profile, name="profile"),
    path("verification/", firm.apply, name="apply"),
    path("firm/<int:pk>/", firm.public, name="public"),
    path("offers/", offers.offers, name="offers"),
    path("offers/new/", offers.offer_new, name="offer_new"),
    path("offers/publish/", offers.publish_drafts, name="publish_drafts"),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/publish/", offers.offer_publish_view, name="offer_publish"),
    path("offers/<int:pk>/hide/", offers.offer_hide_view, name="offer_hide"),
    path("projects/", records.projects, name="projects"),
    path("projects/new/", records.project, name="project_new"),
    path("projects/<int:pk>/", records.project, name="project"),
    path("certificates/", records.certificates, name="certificates"),
    path("certificates/new/", records.certificate, name="certificate_new"),
    path("certificates/<int:pk>/", records.certificate, name="certificate"),
]
