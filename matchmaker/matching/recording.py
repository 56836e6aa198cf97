"""From the engine's result to rows: ranked offers, packages, and what differs from before."""

from __future__ import annotations

import gzip
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from demand.models import Need
from matchmaker.engine.cases import canonical, to_head
from matchmaker.engine.features import NAMES
from matchmaker.engine.ranking import AdditiveRanker
from matchmaker.engine.results import MatchParams, MatchResult, PackageCard, SlotResult
from matchmaker.engine.results import RankedOffer as EngineOffer
from matchmaker.engine.types import Market
from matchmaker.engine.types import Need as EngineNeed
from matchmaker.matching.choices import CardLabel, RunStatus, Trigger
from matchmaker.matching.models import MatchRun, Package, PackageItem, RankedOffer, RunMerit
from matchmaker.matching.shortlists import Ranked
from matchmaker.matching.storing import rows_add
from matchmaker.notifications.choices import MessageKind
from matchmaker.notifications.services import message_send

LABELS = {"different": CardLabel.OTHER, "relaxed": CardLabel.PARTIAL}
# A price that moved by less is the same price to a reader.
PRICE_MOVED = 0.01
ITEM = (
    "package_id", "slot", "codes", "must", "origin", "because", "offer_id", "supplier_id", "score", "standbys",
)  # fmt: skip
# Label -> (suppliers, usual price in KRW).
Shape = dict[str, tuple[frozenset[int], int]]


def shown_label(code: str) -> str:
    """The engine's label as the one that is stored and shown."""
    return LABELS.get(code, code)


@dataclass(frozen=True)
class Answer:
    """What a run found: the engine's result, the fields of its ``RunMerit``, and whose each chosen offer is."""

    result: MatchResult
    merit: dict[str, Any]
    owner: dict[int, int]

    @classmethod
    def of(cls, result: MatchResult, market: Market, merit: dict[str, Any]) -> Answer:
        chosen = sorted({offer for card in cards_of(result) for offer in card.cover if offer is not None})
        owners = market.supplier_id[market.offer_supplier[np.searchsorted(market.offer_id, chosen)]]
        return cls(result, merit, dict(zip(chosen, owners.tolist(), strict=True)))

    def shape(self) -> Shape:
        """As ``shape`` of the run that it becomes."""
        found: Shape = {}
        for card in cards_of(self.result):
            members = frozenset(self.owner[offer] for offer in card.cover if offer is not None)
            found.setdefault(shown_label(card.label), (members, round(card.price_typical)))
        return found


@dataclass(frozen=True)
class Found:
    """A run with its answer: ``fields`` of its row, and the shortlist it answered."""

    run: MatchRun
    answer: Answer
    fields: dict[str, Any]
    listed: Ranked


class Before(NamedTuple):
    """Of the last answer to a need what the next is held against."""

    need_version: int
    finished_at: datetime | None
    shape: Shape


def write_rows(found: list[Found]) -> None:
    """All that hangs on the rows of these runs, a table at a time."""
    _write_ranked(found)
    _write_packages(found)
    merits = [(one.run.pk, one.answer.merit["weights"], one.answer.merit["shares"]) for one in found]
    rows_add(RunMerit, ("run_id", "weights", "shares"), merits)


def _write_ranked(found: list[Found]) -> None:
    rows_add(
        RankedOffer,
        ("run_id", "slot", "offer_id", "rank", "score", "contributions"),
        [
            (
                one.run.pk,
                at,
                row.offer,
                row.rank,
                row.score,
                dict(zip(NAMES, row.contributions, strict=True)) | told_rotation(row),
            )
            for one in found
            for at, slot in enumerate(one.answer.result.slots)
            for row in slot.ranked
        ],
    )


def told_rotation(row: EngineOffer) -> dict[str, float]:
    """The bonus as one more named part, so that the parts add up to the score; nothing where there is none."""
    return {"rotation": row.rotation} if row.rotation else {}


def cards_of(result: MatchResult) -> list[PackageCard]:
    """The cards in the order shown; where no package covers all, the best partial one."""
    if result.packages or result.infeasible is None or result.infeasible.partial is None:
        return list(result.packages)
    return [result.infeasible.partial]


def _write_packages(found: list[Found]) -> None:
    cards = [
        (one.answer, card, _package(one.run, at, card, complete=bool(one.answer.result.packages)))
        for one in found
        for at, card in enumerate(cards_of(one.answer.result), start=1)
    ]
    Package.objects.bulk_create(package for _, _, package in cards)
    items = [
        item
        for answer, card, package in cards
        for at, slot in enumerate(answer.result.slots)
        if (item := _item(package, card, at, slot, answer.owner)) is not None
    ]
    rows_add(PackageItem, ITEM, items)


def _package(run: MatchRun, position: int, card: PackageCard, *, complete: bool) -> Package:
    return Package(
        run=run,
        position=position,
        label=shown_label(card.label),
        also=[shown_label(label) for label in card.also],
        lead_id=card.lead,
        complete=complete,
        value=card.value,
        price_low_krw=round(card.price_low),
        price_typical_krw=round(card.price_typical),
        price_high_krw=round(card.price_high),
        weeks=card.weeks,
        terms=card.terms,
        reasons=[{"code": reason.code, "values": reason.values} for reason in card.reasons],
    )


def _item(
    package: Package, card: PackageCard, at: int, found: SlotResult, owner: dict[int, int]
) -> tuple[Any, ...] | None:
    """One row a slot, as ``ITEM`` names it. A waiting slot that no chosen offer needs is nothing the firm lacks, so it
    gets none.
    """
    offer, slot = card.cover[at], found.slot
    if offer is None and found.waiting:
        return None
    supplier = None if offer is None else owner[offer]
    score = next((row.score for row in found.ranked if row.offer == offer), None)
    standbys = [standby.offer for standby in card.standbys[at]] if card.standbys else []
    return (
        package.pk, at, list(slot.codes), slot.must, slot.origin, slot.because, offer, supplier, score, standbys,
    )  # fmt: skip


def case_fields(
    need: EngineNeed, ranker: AdditiveRanker, params: MatchParams, result: MatchResult, trial: dict[str, Any]
) -> dict[str, Any]:
    """What replays the run on its market, beside what it gave."""
    case = canonical(to_head(need, ranker, params, trial))
    return {
        "params": asdict(params) | {"limits": {"budget_krw": need.budget_krw, "deadline_weeks": need.deadline_weeks}},
        "result": result,
        "case": gzip.compress(case.encode(), mtime=0),
    }


def runs_before(found: list[Found]) -> dict[int, Before]:
    """By need the last answer, of those needs that had one."""
    done = MatchRun.objects.filter(need=OuterRef("pk"), status=RunStatus.DONE).order_by("-created_at")
    needs = Need.objects.filter(pk__in=[one.run.need_id for one in found])
    last = MatchRun.objects.filter(pk__in=needs.values(last=Subquery(done.values("pk")[:1])))
    rows = list(last.values_list("pk", "need_id", "need_version", "finished_at"))
    shapes = shapes_of([pk for pk, *_ in rows])
    return {need: Before(version, finished, shapes.get(pk, {})) for pk, need, version, finished in rows}


def shapes_of(runs: list[int]) -> dict[int, Shape]:
    """Label -> (suppliers, usual price) of each run's packages; a label stands once a run, the first one counts."""
    if not runs:
        return {}
    rows = PackageItem.objects.filter(package__run__in=runs, supplier__isnull=False).order_by("-package__position")
    found: dict[int, dict[str, tuple[int, set[int], int]]] = defaultdict(dict)
    for run, label, position, price, supplier in rows.values_list(
        "package__run_id", "package__label", "package__position", "package__price_typical_krw", "supplier_id"
    ):
        kept = found[run].get(label)
        if kept is None or kept[0] != position:
            kept = found[run][label] = (position, set(), price)
        kept[1].add(supplier)
    return {
        run: {label: (frozenset(members), price) for label, (_, members, price) in labels.items()}
        for run, labels in found.items()
    }


def difference(before: Before | None, answer: Answer) -> dict[str, Any]:
    """By label: suppliers that entered and left, and KRW the usual price moved by; labels that are new or gone."""
    if before is None:
        return {}
    old, new = before.shape, answer.shape()
    both = {label: _moved(old[label], new[label]) for label in new if label in old}
    return {
        "since": before.finished_at.isoformat() if before.finished_at else "",
        "labels": {label: moved for label, moved in both.items() if moved},
        "added": sorted(set(new) - set(old)),
        "removed": sorted(set(old) - set(new)),
    }


def _moved(old: tuple[frozenset[int], int], new: tuple[frozenset[int], int]) -> dict[str, Any]:
    price = new[1] - old[1]
    if old[0] == new[0] and abs(price) <= PRICE_MOVED * max(old[1], 1):
        return {}
    return {"entered": sorted(new[0] - old[0]), "left": sorted(old[0] - new[0]), "price": price}


def has_changed(told: dict[str, Any]) -> bool:
    return bool(told.get("labels") or told.get("added") or told.get("removed"))


def tell_if_changed(run: MatchRun, before: Before | None) -> None:
    """A message to the firm when a run nobody waited for gave another shortlist for the same version of the need."""
    told = run.difference
    if run.trigger == Trigger.ASKED or before is None or before.need_version != run.need_version:
        return
    if not has_changed(told):
        return
    need = run.need
    message_send(
        kind=MessageKind.SHORTLIST_CHANGED,
        organisation=need.firm.organisation,
        payload={
            "need": str(need),
            "added": len(told["added"]) + len(told["labels"]),
            "removed": len(told["removed"]) + len(told["labels"]),
        },
        url=reverse("matching:need", args=[need.pk]),
        dedupe_key=f"shortlist:{run.pk}",
    )
