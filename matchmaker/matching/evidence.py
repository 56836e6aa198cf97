"""What really happened, as rows to learn from: matching's own append-only tables only, nothing younger than the cut.

A row is an offer that a firm saw in one slot of one answer, with the features that it had *in that answer* and how
far it got. What nobody saw is no evidence: it is neither better nor worse than what was chosen. ``docs/learning.md``
has the rules and the reason of each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from demand.models import Need
from matchmaker.accounts.models import Membership
from matchmaker.engine.errors import EngineError
from matchmaker.engine.features import NAMES
from matchmaker.engine.ranking import AdditiveRanker, from_json
from matchmaker.engine.types import Floats, Ints
from matchmaker.matching.choices import FeedbackKind, RunStatus
from matchmaker.matching.models import Feedback, Impression, MatchRun, PackageItem

# How far an offer got. A refusal or silence is no step down: the step before it stands.
LEVELS: dict[str, int] = {
    FeedbackKind.OPENED: 1,
    FeedbackKind.INVITED: 2,
    FeedbackKind.ACCEPTED: 3,
    FeedbackKind.QUOTED: 4,
    FeedbackKind.AWARDED: 5,
    FeedbackKind.COMPLETED: 6,
    FeedbackKind.OUTCOME: 7,
}
GOOD_OUTCOME = 0.5  # an outcome counts where at least half of what was promised came true
EXACT = 1e-6
BATCH = 100

Told = tuple[int, int, int | None, int | None, str, float | None, datetime]
Beat = Callable[[float], None]


@dataclass(frozen=True)
class Segment:
    """Of a need: region code, size of the firm, KSIC division; "" where it was not said."""

    region: str = ""
    size: str = ""
    industry: str = ""


@dataclass(frozen=True)
class Evidence:
    """``X`` (N, F) in the order of ``names``; ``levels`` (N,) 0 seen to 7 good outcome; ``groups`` (N,) rising number
    of the slot of an answer; ``needs``, ``offers``, ``suppliers``, ``firms`` (whose need it is) (N,) keys; ``places``
    (N,) the first card it stood on, from 1.

    ``when`` and ``segments`` by need: when its answer was given, and whose it was. ``counts``: used and set aside.
    """

    names: tuple[str, ...]
    X: Floats
    levels: Floats
    groups: Ints
    needs: Ints
    offers: Ints
    places: Ints
    suppliers: Ints
    firms: Ints
    when: dict[int, datetime] = field(default_factory=dict)
    segments: dict[int, Segment] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def part(self, keep: Iterable[int]) -> Evidence:
        """The rows of these needs."""
        rows = np.isin(self.needs, list(keep))
        arrays = (self.X, self.levels, self.groups, self.needs, self.offers, self.places, self.suppliers, self.firms)
        return Evidence(self.names, *(one[rows] for one in arrays), self.when, self.segments, self.counts)

    @property
    def telling(self) -> list[int]:
        """Needs with something to compare, the oldest answer first: two offers of one slot that got unlike far."""
        if not len(self.X):
            return []
        starts = np.flatnonzero(np.diff(self.groups, prepend=-1))
        spread = np.maximum.reduceat(self.levels, starts) > np.minimum.reduceat(self.levels, starts)
        keys = set(self.needs[starts[spread]].tolist())
        return sorted(keys, key=lambda need: (self.when[need], need))


def evidence_until(cut: datetime, *, beat: Beat = lambda share: None) -> Evidence:
    """All that had happened by ``cut``; ``beat`` is told the share done, 0 to 1, now and then."""
    counts: Counter[str] = Counter()
    told = _told(cut, counts)
    runs = _runs(cut, told)
    by_run = _assigned(told, runs, counts)
    gathered = _Rows()
    keys = sorted(by_run)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        shown, items = _shown(batch, cut), _items(batch)
        rows = MatchRun.objects.filter(pk__in=batch).select_related("ranker", "need").defer("case", "need__reading")
        for run in rows.order_by("pk"):
            gathered.add(run, by_run[run.pk], shown.get(run.pk, {}), items.get(run.pk, {}), counts)
        beat(min(1.0, (start + BATCH) / len(keys)))
    return gathered.evidence(counts)


def _told(cut: datetime, counts: Counter[str]) -> list[Told]:
    """Feedback that is a step, oldest first; without that of suppliers who share a person with the firm."""
    rows = Feedback.objects.filter(at__lte=cut, kind__in=LEVELS).order_by("at", "pk")
    names = ("need_id", "supplier_id", "offer_id", "run_id", "kind", "value", "at")
    found = list(rows.values_list(*names, "supplier__organisation_id", "need__firm__organisation_id"))
    people: dict[int, set[int]] = defaultdict(set)
    for organisation, user in Membership.objects.values_list("organisation_id", "user_id"):
        people[organisation].add(user)
    own = [bool(people[row[7]] & people[row[8]]) for row in found]
    counts["told"], counts["own"] = len(found), sum(own)
    return [row[:7] for row, kin in zip(found, own, strict=True) if not kin]


Answered = tuple[int, datetime, datetime]


def _runs(cut: datetime, told: list[Told]) -> dict[int, list[Answered]]:
    """Need -> (run, its data cut, when it was finished), oldest first."""
    needs = {row[0] for row in told}
    rows = MatchRun.objects.filter(
        need__in=needs, status=RunStatus.DONE, data_cut__isnull=False, finished_at__lte=cut
    ).order_by("finished_at", "pk")
    found: dict[int, list[Answered]] = defaultdict(list)
    for need, *answer in rows.values_list("need_id", "pk", "data_cut", "finished_at"):
        found[need].append(tuple(answer))
    return found


def _assigned(told: list[Told], runs: dict[int, list[Answered]], counts: Counter[str]) -> dict[int, list[Told]]:
    """Run -> what happened because of it. An answer that is younger than what happened knows the future: set aside."""
    by_run: dict[int, list[Told]] = defaultdict(list)
    before: dict[tuple[int, int], int] = {}
    for row in told:
        need, supplier, _, named, _, _, at = row
        answers = runs.get(need, [])
        named = named if named is not None else before.get((need, supplier))
        if named is None:
            named = next((pk for pk, _, done in reversed(answers) if done <= at), None)
        answer = next((one for one in answers if one[0] == named), None)
        if answer is None:
            counts["no_answer"] += 1
        elif answer[1] > at or answer[2] > at:
            counts["future"] += 1
        else:
            before[need, supplier] = answer[0]
            by_run[answer[0]].append(row)
    return by_run


def _shown(runs: list[int], cut: datetime) -> dict[int, dict[int, int]]:
    """Run -> package -> the place where it was first shown."""
    rows = Impression.objects.filter(run__in=runs, at__lte=cut, package__isnull=False).order_by("pk")
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for run, package, place in rows.values_list("run_id", "package_id", "position"):
        found[run].setdefault(package, place)
    return found


Item = tuple[int, int, int]


def _items(runs: list[int]) -> dict[int, dict[int, list[Item]]]:
    """Run -> package -> (slot, offer, supplier) of what it is made of."""
    rows = PackageItem.objects.filter(package__run__in=runs, offer__isnull=False).order_by("package__position", "slot")
    found: dict[int, dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for run, package, *item in rows.values_list("package__run_id", "package_id", "slot", "offer_id", "supplier_id"):
        found[run][package].append(tuple(item))
    return found


class _Rows:
    """Collects the rows of one answer after another."""

    def __init__(self) -> None:
        self.values: list[list[float]] = []
        self.rest: list[tuple[int, ...]] = []
        self.when: dict[int, datetime] = {}
        self.groups = 0

    def add(
        self,
        run: MatchRun,
        told: list[Told],
        shown: dict[int, int],
        items: dict[int, list[Item]],
        counts: Counter[str],
    ) -> None:
        if not shown:
            counts["not_seen"] += len(told)
            return
        features = _features(run)
        if features is None:
            counts["other_features"] += len(told)
            return
        reached = _reached(told, {package: items.get(package, []) for package in shown})
        seen: dict[tuple[int, int], int] = {}
        seller: dict[int, int] = {}
        for package, place in shown.items():
            for slot, offer, supplier in items.get(package, []):
                seen[slot, offer] = min(place, seen.get((slot, offer), place))
                seller[offer] = supplier
        counts["used"] += len(told)
        for slot in sorted({slot for slot, _ in seen}):
            offers = sorted(offer for at, offer in seen if at == slot and (at, offer) in features)
            for offer in offers:
                self.values.append(features[slot, offer])
                level = reached.get((slot, offer), 0)
                keys = (run.need_id, offer, seen[slot, offer], seller[offer], run.need.firm_id)
                self.rest.append((level, self.groups, *keys))
            self.groups += 1
        self.when.setdefault(run.need_id, run.finished_at)  # type: ignore[arg-type]

    def evidence(self, counts: Counter[str]) -> Evidence:
        values = np.array(self.values, dtype=np.float64).reshape(-1, len(NAMES))
        levels, *keys = np.array(self.rest, dtype=np.int64).reshape(-1, 7).T
        counts["rows"], counts["answers"] = len(values), len(self.when)
        return Evidence(NAMES, values, levels.astype(np.float64), *keys, self.when, segments(self.when), dict(counts))


def _features(run: MatchRun) -> dict[tuple[int, int], list[float]] | None:
    """(slot, offer) -> features as the answer had them; None where they are not those that the curves speak of.

    Proved, not believed: the stored values through the curves of the run must give the stored contributions.
    """
    try:
        ranker = from_json(run.ranker.curves) if run.ranker else None
        rows = [(at, one) for at, slot in enumerate(run.result["slots"]) for one in slot["ranked"]]
        values, parts = (
            np.array([one[name] for _, one in rows], dtype=np.float64) for name in ("values", "contributions")
        )
        keys = [(at, int(one["offer"])) for at, one in rows]
    except (EngineError, KeyError, TypeError, ValueError):
        return None
    if ranker is None or not rows or not _agree(ranker, values, parts):
        return None
    return dict(zip(keys, values.tolist(), strict=True))


def _agree(ranker: AdditiveRanker, values: Floats, parts: Floats) -> bool:
    """Whether the first parts are those of the features; what was added to a score besides stands behind them."""
    width = len(NAMES)
    if values.ndim != 2 or values.shape[1] != width or parts.shape[1] < width or not np.isfinite(values).all():
        return False
    return bool(np.abs(ranker.contributions(values) - parts[:, :width]).max() <= EXACT)


def _reached(told: list[Told], items: dict[int, list[Item]]) -> dict[tuple[int, int], int]:
    """(slot, offer) -> the highest step. A step of a supplier counts for all it does in the packages that hold its
    offer; without an offer, for all it does in any.
    """
    found: dict[tuple[int, int], int] = {}
    for _, supplier, offer, _, kind, value, _ in told:
        level = LEVELS[kind]
        if kind == FeedbackKind.OUTCOME and (value is None or value < GOOD_OUTCOME):
            level = LEVELS[FeedbackKind.COMPLETED]
        for rows in items.values():
            own = [(slot, one) for slot, one, who in rows if who == supplier]
            if offer is None or any(one == offer for _, one in own):
                for key in own:
                    found[key] = max(level, found.get(key, 0))
    return found


def segments(needs: Iterable[int]) -> dict[int, Segment]:
    rows = Need.objects.filter(pk__in=list(needs)).order_by("pk")
    told = rows.values_list("pk", "region_id", "firm__region_id", "firm__size", "industry_id", "firm__industry_id")
    return {
        pk: Segment(region or seat or "", size, industry or trade or "")
        for pk, region, seat, size, industry, trade in told
    }
