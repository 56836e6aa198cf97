"""Addresses of demand; navigation everywhere goes by these names."""

from django.urls import path

from demand import firm_views, views

app_name = "demand"
urlpatterns = [
    path("", views.needs, name="needs"),
    path("new/", views.need_new, name="need_new"),
    path("<int:pk>/", views.need, name="need"),
    path("<int:pk>/text/", views.need_text, name="need_text"),
    path("<int:pk>/facts/", views.need_facts, name="need_facts"),
    path("<int:pk>/requirements/", views.requirement_add, name="requirement_add"),
    path("<int:pk>/requirements/<int:requirement>/", views.requirement, name="requirement"),
    path("<int:pk>/answer/", views.need_answer, name="need_answer"),
    path("<int:pk>/confirm/", views.need_confirm, name="need_confirm"),
    path("<int:pk>/withdraw/", views.need_withdraw, name="need_withdraw"),
    path("firm/", firm_views.firm, name="firm"),
    path("diagnosis/", firm_views.diagnosis, name="diagnosis"),
    path("diagnosis/<int:pk>/", firm_views.diagnosis_result, name="diagnosis_result"),
    path("diagnosis/<int:pk>/start/", firm_views.diagnosis_start, name="diagnosis_start"),
]
