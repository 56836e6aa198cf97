"""Which ranker serves: loading, promoting and rolling back, each one transaction that a reader sees whole or not."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.accounts.models import User
from matchmaker.engine.errors import EngineError
from matchmaker.engine.features import NAMES
from matchmaker.engine.ranking import from_json, prior_ranker, to_json
from matchmaker.lib.transitions import MoveRefused, advance
from matchmaker.matching.choices import VersionStatus
from matchmaker.matching.errors import NothingBefore, NotProved
from matchmaker.matching.models import RankerVersion
from matchmaker.matching.standing import standing_of

PRIOR_NAME = "prior"


def checksum_of(curves: dict[str, Any]) -> str:
    told = json.dumps(curves, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def ranker_active() -> RankerVersion:
    """The serving ranker; the stated prior becomes it on first use."""
    row = RankerVersion.objects.filter(status=VersionStatus.SERVING).first()
    return row or ranker_load(name=PRIOR_NAME, curves=to_json(prior_ranker()))


@transaction.atomic
def ranker_load(*, name: str, curves: dict[str, Any]) -> RankerVersion:
    """Store a ranker's curves once and make it serve, by hand and past the ladder: for operators, not for the page.

    Raises CaseInvalid or RankerMismatch for a broken or foreign file.
    """
    row = version_store(name=name, curves=curves)
    now = timezone.now()
    others = RankerVersion.objects.filter(status=VersionStatus.SERVING).exclude(pk=row.pk)
    for one in others:
        advance(one, frm=VersionStatus.SERVING, to=VersionStatus.RETIRED, reason="loaded", served_until=now)
    if row.status != VersionStatus.SERVING:
        before = row.status
        RankerVersion.objects.filter(pk=row.pk).update(status=VersionStatus.SERVING, served_from=now, served_until=None)
        row.status = VersionStatus.SERVING
        row.events.create(frm=before, to=VersionStatus.SERVING, reason="loaded")
    return row


def version_store(*, name: str, curves: dict[str, Any], **fields: Any) -> RankerVersion:
    """The version with these curves: one that is there already, or a new candidate. Raises like ``from_json``."""
    from_json(curves)
    defaults = {"name": name, "curves": curves, "features": list(NAMES), **fields}
    return RankerVersion.objects.get_or_create(checksum=checksum_of(curves), defaults=defaults)[0]


@transaction.atomic
def version_try(*, version: RankerVersion, actor: User | None) -> None:
    """Show what a candidate would show to a small, stated share of needs. Raises NotProved, MoveRefused."""
    told = standing_of(version)
    if not told.may_try:
        raise NotProved(told.why)
    if RankerVersion.objects.filter(status=VersionStatus.TRIAL).exists():
        raise MoveRefused("another version is being tried")
    advance(version, frm=VersionStatus.CANDIDATE, to=VersionStatus.TRIAL, actor=actor, reason="nominated")


@transaction.atomic
def version_stop(*, version: RankerVersion, actor: User | None, reason: str = "stopped") -> None:
    """Take a version out of its trial; it stays a candidate. Raises MoveRefused."""
    advance(version, frm=VersionStatus.TRIAL, to=VersionStatus.CANDIDATE, actor=actor, reason=reason)


@transaction.atomic
def version_promote(*, version: RankerVersion, actor: User | None) -> None:
    """Let a tried version serve. Raises NotProved where the ladder does not allow it, MoveRefused for who comes second.

    The switch is one transaction: whoever asks for the serving ranker meanwhile gets the old one, whole.
    """
    told = standing_of(version)
    if not told.may_promote:
        raise NotProved(told.why)
    now = timezone.now()
    serving = RankerVersion.objects.filter(status=VersionStatus.SERVING).first()
    if serving is not None:
        advance(
            serving,
            frm=VersionStatus.SERVING, to=VersionStatus.RETIRED, actor=actor, reason="promoted", served_until=now,
        )  # fmt: skip
    advance(
        version,
        frm=VersionStatus.TRIAL, to=VersionStatus.SERVING, actor=actor, reason="promoted",
        served_from=now, served_until=None,
    )  # fmt: skip


def version_before(serving: RankerVersion | None) -> RankerVersion | None:
    """What rolling back would bring: of those that this engine can serve, the one that served last, or None."""
    rows = RankerVersion.objects.filter(status=VersionStatus.RETIRED, served_until__isnull=False)
    if serving is None:
        return None
    return next((row for row in rows.order_by("-served_until", "-pk") if readable(row)), None)


def readable(version: RankerVersion) -> bool:
    """Whether this engine can serve it; curves of other features, from an older release, it cannot."""
    try:
        from_json(version.curves)
    except EngineError:
        return False
    return True


@transaction.atomic
def version_roll_back(*, seen: RankerVersion, actor: User | None, reason: str = "by_hand") -> RankerVersion:
    """Bring back what served before ``seen``, which is refused for good. Always allowed: no proof is asked.

    Raises NothingBefore where nothing else ever served, MoveRefused when ``seen`` does not serve any more.
    """
    before = version_before(seen)
    if before is None:
        raise NothingBefore
    now = timezone.now()
    advance(seen, frm=VersionStatus.SERVING, to=VersionStatus.REFUSED, actor=actor, reason=reason, served_until=now)
    advance(before, frm=VersionStatus.RETIRED, to=VersionStatus.SERVING, actor=actor, reason=reason, served_until=None)
    return before
