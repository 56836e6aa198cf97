from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "matchmaker.coverage"
    label = "coverage"
