"""Addresses of matching; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.matching import views
from matchmaker.matching.insights import views as insights

app_name = "matching"
urlpatterns = [
    path("needs/<int:pk>/packages/", views.need, name="need"),
    path("needs/<int:pk>/run/", views.run_start, name="run_start"),
    path("needs/<int:pk>/history/", views.history, name="history"),
    path("needs/<int:pk>/what-if/", views.what_if, name="what_if"),
    path("runs/<int:pk>/progress/", views.run_progress, name="run_progress"),
    path("runs/<int:pk>/cancel/", views.run_cancel, name="run_cancel"),
    path("packages/<int:pk>/", views.package, name="package"),
    path("supply/standing/", insights.standing, name="standing"),
    path("supply/partners/", insights.partners, name="partners"),
    path("supply/partners/<int:pk>/", insights.partner, name="partner"),
    path("rules/", views.rules, name="rules"),
]
