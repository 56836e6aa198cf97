"""Addresses of jobs; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<int:pk>/", views.job, name="job"),
    path("<int:pk>/box/", views.job_box, name="job_box"),
    path("<int:pk>/cancel/", views.job_cancel, name="job_cancel"),
]
