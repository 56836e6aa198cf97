"""How a job fares."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobStatus(TextChoices):
    QUEUED = "queued", _("차례를 기다림")
    RUNNING = "running", _("하는 중")
    DONE = "done", _("마침")
    FAILED = "failed", _("마치지 못함")
    CANCELLED = "cancelled", _("그만둠")


UNFINISHED = frozenset({JobStatus.QUEUED, JobStatus.RUNNING})
