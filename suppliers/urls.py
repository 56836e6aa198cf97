"""Addresses of suppliers; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.lib.pending import pending

app_name = "suppliers"
urlpatterns = [
    path("", pending, name="dashboard"),
    path("profile/", pending, name="profile"),
    path("verification/", pending, name="apply"),
    path("offers/", pending, name="offers"),
    path("offers/new/", pending, name="offer_new"),
    path("offers/<int:pk>/", pending, name="offer"),
    path("offers/<int:pk>/publish/", pending, name="offer_publish"),
    path("offers/<int:pk>/hide/", pending, name="offer_hide"),
    path("projects/", pending, name="projects"),
    path("projects/new/", pending, name="project_new"),
    path("projects/<int:pk>/", pending, name="project"),
    path("certificates/", pending, name="certificates"),
    path("certificates/new/", pending, name="certificate_new"),
    path("certificates/<int:pk>/", pending, name="certificate"),
    path("import/", pending, name="import_offers"),
    path("import/<int:pk>/", pending, name="import_preview"),
    path("import/template.csv", pending, name="import_template"),
    path("firm/<int:pk>/", pending, name="public"),
]
