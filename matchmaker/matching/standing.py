"""Where a version stands on the ladder: what was said last about it, as codes that the pages put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matchmaker.matching.choices import VersionStatus
from matchmaker.matching.models import RankerVersion

ADVANCE, PROMOTE = "advance", "promote"
INTERLEAVING, SERVING = "interleaving", "serving"


@dataclass(frozen=True)
class Standing:
    """``may_try``: may be shown to a share of needs. ``why``: (code, its numbers), the weightiest reason first."""

    may_try: bool
    may_promote: bool
    why: tuple[tuple[str, dict[str, Any]], ...]


def standing_of(version: RankerVersion) -> Standing:
    """From the stored proof. A version that nobody has judged yet may nothing."""
    proof = version.proof
    verdict, stage = proof.get("verdict"), proof.get("stage")
    why = tuple((one["code"], one["params"]) for one in proof.get("reasons", ())) or (("not_judged", {}),)
    return Standing(
        may_try=version.status == VersionStatus.CANDIDATE and (verdict, stage) == (ADVANCE, INTERLEAVING),
        may_promote=version.status == VersionStatus.TRIAL and (verdict, stage) == (PROMOTE, SERVING),
        why=why,
    )
