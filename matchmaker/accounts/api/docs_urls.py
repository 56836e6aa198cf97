"""The API's description, for programs and for people."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

app_name = "apidocs"
page = SpectacularSwaggerSplitView.as_view(template_name="api/docs.html", url_name="apidocs:schema")
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", page, name="docs"),
]
