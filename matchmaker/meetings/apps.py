from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "matchmaker.meetings"
    label = "meetings"
