"""Kinds of organisations and roles of their members."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    DEMAND = "demand", _("수요기업")
    SUPPLIER = "supplier", _("공급기업")
    PROGRAMME = "programme", _("지원사업 운영기관")


class Role(TextChoices):
    OWNER = "owner", _("대표 담당자")
    MEMBER = "member", _("담당자")
    VIEWER = "viewer", _("보기 전용")


WRITERS = frozenset({Role.OWNER, Role.MEMBER})
OWNERS = frozenset({Role.OWNER})
