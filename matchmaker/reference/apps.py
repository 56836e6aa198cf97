from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "matchmaker.reference"
    label = "reference"
