from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "matchmaker.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("jobs")  # every app's jobs.py registers what it can do
