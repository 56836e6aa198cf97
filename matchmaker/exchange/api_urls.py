"""Addresses of tables in and out in the API."""

from django.urls import path

from matchmaker.exchange import api, api_exports

app_name = "api-exchange"
urlpatterns = [
    path("imports/", api.Imports.as_view(), name="imports"),
    path("imports/<int:pk>/", api.OneImport.as_view(), name="import"),
    path("imports/<int:pk>/rows/", api.ImportRows.as_view(), name="import_rows"),
    path("imports/<int:pk>/apply/", api.ApplyImport.as_view(), name="import_apply"),
    path("imports/<int:pk>/undo/", api.UndoImport.as_view(), name="import_undo"),
    path("imports/<int:pk>/drop/", api.DropImport.as_view(), name="import_drop"),
    path("exports/", api_exports.Exports.as_view(), name="exports"),
    path("exports/<slug:name>/", api_exports.Export.as_view(), name="export"),
]
