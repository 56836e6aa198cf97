"""Addresses of this room; names begin with the row whose key they take."""

from django.urls import URLPattern, path

from matchmaker.sourcing.outcomes import review_views, views

urlpatterns: list[URLPattern] = [
    path("projects/<int:pk>/figures/", views.project_kpis, name="project_kpis"),
    path("projects/<int:pk>/outcome/", views.project_outcomes, name="project_outcomes"),
    path("projects/<int:pk>/reviews/<int:subject>/", review_views.project_review, name="project_review"),
    path("checks/<int:pk>/", views.check_answer, name="check_answer"),
    path("outcomes/", views.outcomes, name="outcomes"),
    path("suppliers/<int:pk>/reviews/", review_views.supplier_reviews, name="supplier_reviews"),
]
