"""Addresses of demand; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.lib.pending import pending

app_name = "demand"
urlpatterns = [
    path("", pending, name="needs"),
    path("new/", pending, name="need_new"),
    path("<int:pk>/", pending, name="need"),
    path("<int:pk>/text/", pending, name="need_text"),
    path("<int:pk>/facts/", pending, name="need_facts"),
    path("<int:pk>/requirements/", pending, name="requirement_add"),
    path("<int:pk>/requirements/<int:requirement>/", pending, name="requirement"),
    path("<int:pk>/answer/", pending, name="need_answer"),
    path("<int:pk>/confirm/", pending, name="need_confirm"),
    path("<int:pk>/withdraw/", pending, name="need_withdraw"),
    path("firm/", pending, name="firm"),
    path("diagnosis/", pending, name="diagnosis"),
    path("diagnosis/<int:pk>/", pending, name="diagnosis_result"),
]
