"""After all other addresses of the API: what is not there is said in the API's own way."""

from django.urls import re_path

from matchmaker.accounts.api.views import NotHere

app_name = "api-last"
urlpatterns = [re_path(r"^v1/", NotHere.as_view(), name="not_here")]
