"""Where the two instruments may touch what a firm sees: the cards after the best one, and nothing else.

The best package stays first, with its proof. Among the others swaps change only the order; a draft mixes in what the
tried ranker would have shown, under no label that it has not earned. ``docs/decisions`` says why here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from matchmaker.engine.errors import CaseInvalid
from matchmaker.engine.judging.interleaving import team_draft
from matchmaker.engine.judging.swaps import swapped
from matchmaker.engine.matching import Matching
from matchmaker.engine.ranking import AdditiveRanker, from_json
from matchmaker.engine.results import MatchResult, PackageCard
from matchmaker.engine.types import Floats, Ints

Plain = dict[str, Any]
KEPT = 1
SWAPS, DRAFT = "swaps", "draft"
PLAIN_LABEL = "different"
LESS_IS_MORE = {"cheapest": "price_typical", "fastest": "weeks"}
UNSURE = frozenset({"nearest", "upgrade"})  # of a card that another ranker brought nobody measured these


def answered(matching: Matching, trial: Plain) -> tuple[MatchResult, Plain]:
    """The result, shown as ``trial`` says: {} as it is; kind "swaps" with seed and share; kind "draft" with seed and
    the other ranker's curves. The second part tells what was done, {} where there was nothing to do: of swaps the
    places (from 1) of each upper card and whether the two changed over, of a draft whose pick each card is (-1
    nobody's).

    Raises CaseInvalid for another kind.
    """
    result = matching.result()
    if not trial:
        return result, {}
    seed = [int(one) for one in trial.get("seed", [])]
    if trial.get("kind") == SWAPS:
        return swapped_cards(result, seed=seed, share=float(trial.get("share", 1.0)))
    if trial.get("kind") == DRAFT:
        other = replace(matching, ranker=from_json(trial.get("ranker"))).result()
        return drafted_cards(result, other, seed=seed, most=matching.params.cards)
    raise CaseInvalid(field="trial.kind", found=str(trial.get("kind"))[:60])


def swapped_cards(result: MatchResult, *, seed: list[int], share: float) -> tuple[MatchResult, Plain]:
    """Neighbours among the cards after the best one, each drawn pair in the order that a coin decides."""
    found = swapped(np.arange(KEPT, len(result.packages)), seed=seed, share=share)
    if not len(found.uppers):
        return result, {}
    packages = result.packages[:KEPT] + tuple(result.packages[row] for row in found.order.tolist())
    told = {"uppers": (found.uppers + KEPT + 1).tolist(), "flipped": found.flipped.tolist()}
    return replace(result, packages=packages), told


def drafted_cards(old: MatchResult, new: MatchResult, *, seed: list[int], most: int) -> tuple[MatchResult, Plain]:
    """The best card of ``old``, then both rankers' others in turns; at most ``most`` cards."""
    if not old.packages or not new.packages:
        return old, {}
    cards: dict[tuple[int | None, ...], PackageCard] = {card.cover: _bare(card) for card in new.packages}
    cards |= {card.cover: card for card in old.packages}
    row = {cover: at for at, cover in enumerate(cards)}
    best = old.packages[0].cover
    lists = (_rows(one, row, best) for one in (old, new))
    draft = team_draft(*lists, seed=seed)
    order, teams = draft.order[: most - KEPT].tolist(), draft.teams[: most - KEPT].tolist()
    if not any(team >= 0 for team in teams):
        return old, {}
    pool = list(cards.values())
    shown = true_labels((old.packages[0], *(pool[at] for at in order)), {card.cover for card in old.packages})
    return replace(old, packages=shown), {"teams": [-1] * KEPT + teams}


def _rows(result: MatchResult, row: dict[tuple[int | None, ...], int], best: tuple[int | None, ...]) -> Ints:
    return np.array([row[card.cover] for card in result.packages if card.cover != best], dtype=np.int64)


def _bare(card: PackageCard) -> PackageCard:
    return replace(card, label=PLAIN_LABEL, also=())


def true_labels(cards: tuple[PackageCard, ...], own: set[tuple[int | None, ...]]) -> tuple[PackageCard, ...]:
    """The cards without any superlative that a card of another ranker (its cover not in ``own``) puts in doubt."""
    strangers = [card for card in cards if card.cover not in own]
    if not strangers:
        return cards
    return tuple(
        _without(card, {name for name in (card.label, *card.also) if _doubtful(name, card, strangers)})
        for card in cards
    )


def _doubtful(label: str, card: PackageCard, strangers: list[PackageCard]) -> bool:
    name = LESS_IS_MORE.get(label)
    if name is None:
        return label in UNSURE
    return any(getattr(one, name) < getattr(card, name) for one in strangers)


def _without(card: PackageCard, gone: set[str]) -> PackageCard:
    left = [name for name in (card.label, *card.also) if name not in gone] or [PLAIN_LABEL]
    return replace(card, label=left[0], also=tuple(left[1:])) if gone else card


def worth(result: Plain, card: Plain, ranker: AdditiveRanker) -> float | None:
    """What a stored card would be worth by another ranker: fit anew from the stored features, all else as it was.

    None where the features of an offer in it were not kept.
    """
    rows: list[Floats] = []
    weights: list[float] = []
    for slot, offer in zip(result["slots"], card["cover"], strict=True):
        if offer is None:
            continue
        values = next((one["values"] for one in slot["ranked"] if one["offer"] == offer), None)
        if values is None:
            return None
        rows.append(np.asarray(values, dtype=np.float64))
        weights.append(float(slot["slot"]["weight"]))
    fit = float(np.asarray(weights) @ ranker.predict(np.array(rows))) if rows else 0.0
    rest = sum(part for name, part in card["contributions"].items() if not name.startswith("feature."))
    return fit + float(rest)
