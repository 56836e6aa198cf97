"""Support programmes: the rules of a year as rows. A row is one version and never changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from matchmaker.reference.choices import ProgrammeOrigin

# What may change in a row: none of it tells a firm how much it pays.
MAY_CHANGE = frozenset({"ended_on", "plan_krw", "plan_simulated"})


class RulesStay(TypeError):
    """Somebody tried to change the rules of a version; ``programme_amend`` makes a new one."""


class ProgrammeRows(models.QuerySet["Programme"]):
    def update(self, **values: Any) -> int:
        if set(values) - MAY_CHANGE:
            raise RulesStay
        return super().update(**values)

    def current(self) -> ProgrammeRows:
        """The last version of each programme."""
        return self.filter(replaced_by__isnull=True)

    def running(self, day: date) -> ProgrammeRows:
        """What may be counted on that day: last versions that hold and were not ended."""
        held = Q(valid_from__lte=day, valid_to__gte=day)
        return self.current().filter(held, Q(ended_on__isnull=True) | Q(ended_on__gt=day))

    def choosable(self, day: date, kept: str | None = None) -> ProgrammeRows:
        """What a firm may still choose: last versions that are not over, and the one that it has counted on."""
        open_yet = Q(valid_to__gte=day, replaced_by__isnull=True) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        return self.filter(open_yet | Q(pk=kept, valid_to__gte=day))


class Programme(models.Model):
    """One version of a support programme. ``rate`` is the state's share, ``cap_krw`` its limit.

    ``family`` is the code of the first version; a later one is called ``<family>.<version>`` and ``replaces`` the one
    before. Whoever refers to a version keeps its rules. Eligible: levels ``level_min`` to ``level_max``, ``regions``
    (codes) and ``sizes``; empty is everybody. ``requires``: capabilities, ``;`` all of them, ``|`` any of them.
    ``security_from``: from this level on security is compulsory. ``plan_krw``: the year's budget, None where nobody
    said it; ``plan_simulated`` where the demo made it up.
    """

    code = models.CharField(max_length=40, primary_key=True)
    family = models.CharField(max_length=36, db_index=True)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    origin = models.CharField(max_length=8, choices=ProgrammeOrigin.choices, default=ProgrammeOrigin.FILE)
    made_at = models.DateTimeField(default=timezone.now)
    year = models.PositiveSmallIntegerField()
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    rate = models.FloatField()
    cap_krw = models.BigIntegerField()
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    level_min = models.PositiveSmallIntegerField(null=True, blank=True)
    level_max = models.PositiveSmallIntegerField(null=True, blank=True)
    regions = models.JSONField(default=list, blank=True)
    sizes = models.JSONField(default=list, blank=True)
    requires = models.CharField(max_length=200, blank=True)
    min_members = models.PositiveSmallIntegerField(null=True, blank=True)
    security_from = models.PositiveSmallIntegerField(null=True, blank=True)
    conditions_ko = models.CharField(max_length=240, blank=True)
    conditions_en = models.CharField(max_length=240, blank=True)
    source = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    applies_from = models.DateField(null=True, blank=True)
    applies_to = models.DateField(null=True, blank=True)
    result_on = models.DateField(null=True, blank=True)
    plan_krw = models.BigIntegerField(null=True, blank=True)
    plan_simulated = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    objects = ProgrammeRows.as_manager()

    class Meta:
        ordering = ["-year", "code"]
        constraints = [models.UniqueConstraint(fields=["family", "version"], name="one_row_a_programme_version")]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        changed = kwargs.get("update_fields")
        if not self._state.adding and (changed is None or set(changed) - MAY_CHANGE):
            raise RulesStay
        super().save(*args, **kwargs)

    @property
    def required_groups(self) -> tuple[tuple[str, ...], ...]:
        """Groups that all must be in the package; inside a group any one will do."""
        return tuple(tuple(group.split("|")) for group in self.requires.split(";") if group)
