from django.apps import AppConfig


class SourcingConfig(AppConfig):
    name = "matchmaker.sourcing"
    label = "sourcing"
