"""The markets that answers rest on: a state is a list of blocks, and nearly all are those of the state before."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class MarketBlock(models.Model):
    """``data``: packed columns as ``engine.blocks`` writes them, named by what is in them."""

    digest = models.CharField(max_length=40, primary_key=True)
    data = models.BinaryField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest


class MarketState(models.Model):
    """``blocks``: digests, the head first; ``version`` is the market's own. ``kept_at``: when it was last asked for."""

    digest = models.CharField(max_length=40, primary_key=True)
    version = models.CharField(max_length=64)
    blocks = models.JSONField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest
