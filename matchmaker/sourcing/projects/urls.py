"""Addresses of this room; names begin with the row whose key they take."""

from django.urls import path

from matchmaker.sourcing.projects import change_views, file_views, milestone_views, views

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/pdf/", views.project_pdf, name="project_pdf"),
    path("projects/<int:pk>/files/", file_views.project_file_add, name="project_file_add"),
    path("milestones/<int:pk>/report/", milestone_views.milestone_report, name="milestone_report"),
    path("milestones/<int:pk>/decide/", milestone_views.milestone_decide, name="milestone_decide"),
    path("projects/<int:pk>/changes/", change_views.project_change, name="project_change"),
    path("changes/<int:pk>/accept/", change_views.change_accept, name="change_accept"),
    path("changes/<int:pk>/refuse/", change_views.change_refuse, name="change_refuse"),
    path("changes/<int:pk>/withdraw/", change_views.change_withdraw, name="change_withdraw"),
    path("files/<int:pk>/", file_views.file, name="file"),
    path("files/<int:pk>/delete/", file_views.file_delete, name="file_delete"),
]
