"""Addresses of notifications; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.message, name="message"),
    path("read/", views.read_all, name="read_all"),
]
