"""Addresses of tables in and out; navigation everywhere goes by these names."""

from django.urls import path

from matchmaker.exchange import own_views, views

app_name = "exchange"
urlpatterns = [
    path("my-data/", own_views.own, name="own"),
    path("my-data/archive/", own_views.archive_make, name="archive_make"),
    path("my-data/archive/<int:pk>/", own_views.archive, name="archive"),
    path("my-data/archive/key.pem", own_views.archive_key, name="archive_key"),
    path("my-data/naming/", own_views.naming, name="naming"),
    path("my-data/erase/", own_views.erase, name="erase"),
    path("import/<slug:kind>/", views.start, name="import"),
    path("import/<slug:kind>/template.<slug:form>", views.template, name="template"),
    path("export/<slug:name>.<slug:form>", views.export, name="export"),
    path("import/file/<int:pk>/", views.file, name="file"),
]
