"""Addresses of coverage figures in the API."""

from django.urls import path

from matchmaker.coverage import api
from matchmaker.coverage.programmes import api as programmes

app_name = "api-coverage"
urlpatterns = [
    path("coverage/counts/", api.Counts.as_view(), name="counts"),
    path("coverage/cells/", api.Cells.as_view(), name="cells"),
    path("coverage/tables/", api.Tables.as_view(), name="tables"),
    path("coverage/tables/<slug:name>/", api.Table.as_view(), name="table"),
    path("coverage/programmes/", programmes.Budgets.as_view(), name="budgets"),
    path("coverage/programmes/<slug:code>/", programmes.OneBudget.as_view(), name="budget"),
]
