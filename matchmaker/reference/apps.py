from django.apps import AppConfig
from django.core.signals import request_finished, request_started


class ReferenceConfig(AppConfig):
    name = "matchmaker.reference"
    label = "reference"

    def ready(self) -> None:
        from matchmaker.reference import book

        request_started.connect(book.request_begins, dispatch_uid="reference.book")
        request_finished.connect(book.request_ends, dispatch_uid="reference.book")
