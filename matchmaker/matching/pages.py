"""What each page needs, from a run or a package: a fixed number of queries, then words and pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Count
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from demand.models import Need
from matchmaker.engine.errors import CaseInvalid, RankerMismatch
from matchmaker.engine.features import NAMES
from matchmaker.engine.matching import WhatIf
from matchmaker.lib.prepared import Gathered
from matchmaker.lib.templatetags.house import won
from matchmaker.matching import drawing, trying
from matchmaker.matching.choices import RunStep
from matchmaker.matching.contrasting import UNNAMED, told_apart
from matchmaker.matching.fitting import interfaces
from matchmaker.matching.models import MatchRun, Package
from matchmaker.matching.naming import Names, Plain, look_up, names_for, names_of, plain_cards, slots_of
from matchmaker.matching.presenting import CardView, CoverView, ResultView, card_view, present
from matchmaker.matching.recording import shown_label
from matchmaker.matching.rounding import adding_up
from matchmaker.matching.selectors import POSITIONS
from matchmaker.matching.wording import FEATURES, LABELS, TERMS, rounded, sentence
from suppliers.choices import EVIDENCE_RANK, Evidence
from suppliers.models import PastProject

FIRMS_OFFERED = 12
DONE_BY: Gathered[Any] = Gathered(
    lambda keys: (
        PastProject.objects.filter(supplier__in=keys)
        .order_by()
        .values_list("supplier_id", "evidence")
        .annotate(Count("pk"))
    )
)


def steps(run: MatchRun | None) -> list[dict[str, Any]]:
    """The steps of a run with what is done and what is going on."""
    order = list(RunStep)
    at = order.index(RunStep(run.step)) if run is not None and run.step else 0
    return [{"label": step.label, "done": row < at, "now": row == at} for row, step in enumerate(order)]


def limits_of(run: MatchRun) -> Plain:
    """Budget and deadline of the need as it was answered; the dearest card's price for the sliders."""
    highs = [card["price_high"] for card in plain_cards(run.result)]
    return run.params.get("limits", {}) | {"price_high": max(highs, default=0.0)}


def packages_context(need: Need, run: MatchRun) -> dict[str, Any]:
    keys = dict(POSITIONS.rows(run.pk))
    names = names_for(run.result)
    result = shown(run.result, names, limits_of(run), keys)
    return {
        "need": need,
        "run": run,
        "result": result,
        "difference": told(run.difference, look_up_firms([run])),
        "older": run.need_version != need.version,
    }


def shown(result: Plain, names: Names, limits: Plain, keys: dict[int, int] | None = None) -> ResultView:
    """A result in words, with titles that tell its cards apart."""
    view = present(result, names, limits, keys)
    return replace(view, cards=told_apart(view.cards))


def price_of(card: CardView) -> drawing.PricePicture:
    return drawing.price_picture(card.price_low, card.price_typical, card.price_high, card.budget)


def look_up_firms(runs: list[MatchRun]) -> dict[int, str]:
    """Names of the suppliers that the differences of these runs speak of; no query where there are none."""
    moved = [one for run in runs for one in run.difference.get("labels", {}).values()]
    ids = {pk for one in moved for pk in (*one["entered"], *one["left"])}
    if not ids:
        return {}
    return {pk: str(row.organisation) for pk, row in look_up(ids, ()).suppliers.items()}


def told(difference: Plain, firms: dict[int, str]) -> dict[str, Any]:
    """``since`` and ``lines``: what the last run gave otherwise than the one before, a line a label."""
    if not difference:
        return {}
    lines = [_moved_line(str(LABELS[label][0]), one, firms) for label, one in difference["labels"].items()]
    lines += [_("‘%(label)s’ 묶음이 새로 생겼습니다.") % {"label": LABELS[label][0]} for label in difference["added"]]
    lines += [_("‘%(label)s’ 묶음이 없어졌습니다.") % {"label": LABELS[label][0]} for label in difference["removed"]]
    return {"since": parse_datetime(difference["since"]) if difference["since"] else None, "lines": lines}


def _moved_line(label: str, one: Plain, firms: dict[int, str]) -> str:
    parts = []
    for pks, text in ((one["entered"], _("%(names)s 들어옴")), (one["left"], _("%(names)s 빠짐"))):
        if pks:
            named = ", ".join(firms.get(pk, _("지금은 없는 기업")) for pk in pks)
            parts.append(text % {"names": named})
    if abs(one["price"]) >= 1:
        text = _("보통 가격 약 %(won)s 오름") if one["price"] > 0 else _("보통 가격 약 %(won)s 내림")
        parts.append(text % {"won": won(rounded(abs(one["price"])))})
    return f"{label}: {' · '.join(parts)}"


def told_of(runs: Any) -> dict[int, dict[str, Any]]:
    rows = list(runs)
    firms = look_up_firms(rows)
    return {run.pk: told(run.difference, firms) for run in rows}


def package_context(row: Package) -> dict[str, Any]:
    run, result = row.run, row.run.result
    plain = plain_cards(result)[row.position - 1]
    card, names = _titled(row, plain)
    parts, zero = drawing.parts_picture(contributions(plain))
    return {
        "package": row,
        "need": run.need,
        "run": run,
        "card": card,
        "cover_picture": drawing.cover_picture(card),
        "price": price_of(card),
        "plan": drawing.plan_picture(card),
        "interfaces": interfaces(card),
        "facts": member_facts(card, names),
        "details": [cover_details(one, plain, result, names) for one in card.cover],
        "parts": parts,
        "zero": zero,
        "proof": {
            "status": result["status"] if row.complete else "",
            "gap": 100 * float(result.get("gap") or 0.0),
            "best": row.position == 1,
        },
    }


def _titled(row: Package, plain: Plain) -> tuple[CardView, Names]:
    """The card with its title, which needs the cards beside it only where it holds no prize."""
    cards = plain_cards(row.run.result) if shown_label(plain["label"]) == UNNAMED else [plain]
    names, limits = names_of(cards, standing_by=[plain]), limits_of(row.run)
    slots = slots_of(row.run.result, names)
    told = told_apart(
        tuple(
            card_view(one, slots, names, limits, complete=row.complete, pk=row.pk if one is plain else None)
            for one in cards
        )
    )
    return next(card for card in told if card.pk), names


def contributions(plain: Plain) -> list[tuple[Any, float]]:
    """Named parts of the score, the largest first; as shown they add up to it, what shows as nothing is left out."""
    told = dict(zip(plain["contributions"], adding_up(list(plain["contributions"].values())), strict=True))
    return [(part_name(name), points) for name, points in sorted(told.items(), key=lambda one: -one[1]) if points]


def offer_parts(ranked: Plain | None) -> list[tuple[Any, float]]:
    """The same of one offer's own score, in points of 100, by feature."""
    if ranked is None:
        return []
    rotation = ranked.get("rotation", 0.0)
    names = [*(FEATURES[name] for name in NAMES), *([TERMS["rotation"]] if rotation else [])]
    shares = [*ranked["contributions"], *([rotation] if rotation else [])]
    told = zip(names, adding_up([100 * share for share in shares]), strict=True)
    return sorted(told, key=lambda one: -one[1])


def part_name(name: str) -> Any:
    return FEATURES[name.removeprefix("feature.")] if name.startswith("feature.") else TERMS[name]


def cover_details(one: CoverView, plain: Plain, result: Plain, names: Names) -> dict[str, Any]:
    """Why this offer covers this slot, how it was placed among how many, and who could step in."""
    found = result["slots"][one.slot.at]
    ranked = next((row for row in found["ranked"] if one.offer and row["offer"] == one.offer.pk), None)
    standbys = plain["standbys"][one.slot.at] if plain["standbys"] else []
    return {
        "cover": one,
        "rank": ranked["rank"] if ranked else None,
        "candidates": found["candidates"],
        "reasons": [sentence(r["code"], r["values"], names.table()) for r in ranked["reasons"]] if ranked else [],
        "parts": offer_parts(ranked),
        "score": 100 * ranked["score"] if ranked else None,
        "standbys": [
            {"pk": row["supplier"], "name": names.supplier(row["supplier"]), "price": row["price"]} for row in standbys
        ],
    }


def member_facts(card: CardView, names: Names) -> list[dict[str, Any]]:
    """Facts on each member, each with who stands behind it."""
    projects: dict[int, dict[str, int]] = {}
    for pk, evidence, number in DONE_BY.rows(member.pk for member in card.members):
        projects.setdefault(pk, {})[evidence] = number
    return [
        {
            "member": member,
            "row": names.suppliers.get(member.pk),
            "projects": [
                (evidence.label, projects[member.pk][evidence])
                for evidence in sorted(Evidence, key=lambda one: -EVIDENCE_RANK[one])
                if evidence in projects.get(member.pk, {})
            ],
        }
        for member in card.members
    ]


def what_if_context(need: Need, run: MatchRun) -> dict[str, Any]:
    """The newest answer's best card to compare with, its slots, and the suppliers that can be left out or pinned."""
    names = names_for(run.result, standing_by=plain_cards(run.result))
    result = shown(run.result, names, limits_of(run), dict(run.packages.values_list("position", "pk")))
    standbys = [one["supplier"] for card in plain_cards(run.result) for slot in card["standbys"] for one in slot]
    ids = dict.fromkeys([member.pk for card in result.cards for member in card.members] + standbys)
    return {
        "need": need,
        "run": run,
        "before": result.cards[0] if result.cards else None,
        "slots": result.slots,
        "limits": limits_of(run),
        "firms": [(pk, names.supplier(pk)) for pk in list(ids)[:FIRMS_OFFERED]],
    }


def what_if_answer(run: MatchRun, change: WhatIf) -> dict[str, Any]:
    """Cards under other limits, not stored; ``too_old`` for a case that an earlier version of the engine wrote."""
    try:
        result, limits = trying.answer(run, change)
    except (CaseInvalid, RankerMismatch):
        return {"too_old": True}
    return {"result": shown(result, names_for(result), limits), "limits": limits}
