"""The API's description, for programs and for people."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

app_name = "api-docs"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
