"""Addresses of tables in and out; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.exchange import views

app_name = "exchange"
urlpatterns = [
    path("import/<slug:kind>/", views.start, name="import"),
    path("import/<slug:kind>/template.<slug:form>", views.template, name="template"),
    path("export/<slug:name>.<slug:form>", views.export, name="export"),
    path("import/file/<int:pk>/", views.file, name="file"),
]
