"""Kinds and units of the taxonomy."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CapabilityKind(TextChoices):
    SOLUTION = "solution", _("솔루션")
    EQUIPMENT = "equipment", _("장비")
    SERVICE = "service", _("서비스")


class PriceUnit(TextChoices):
    PROJECT = "project", _("건")
    SEAT = "seat", _("사용자")
    CELL = "cell", _("셀")
    UNIT = "unit", _("대")
    LINE = "line", _("라인")
    SET = "set", _("세트")
    SYSTEM = "system", _("시스템")
    MACHINE = "machine", _("기")
    YEAR = "year", _("년")
    MONTH = "month", _("월")


# The words for levels and sizes belong to the demand side; a test asserts that both name the same.
LEVELS = range(5)
SIZES = ("micro", "small", "medium", "midsize")
SECURITY = "SOL-SEC"  # what a programme means that asks for security from some level on


class ProgrammeOrigin(TextChoices):
    """Who wrote a version of a programme's rules."""

    FILE = "file", _("함께 온 자료")
    OFFICE = "office", _("운영기관")
