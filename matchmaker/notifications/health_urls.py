"""Where machines ask how the site is; no organisation, no log-in, no slash at the end, as such machines expect."""

from django.urls import path

from matchmaker.notifications import health_views

urlpatterns = [
    path("healthz", health_views.healthz, name="healthz"),
    path("metrics", health_views.metrics, name="metrics"),
    path("readyz", health_views.readyz, name="readyz"),
]
