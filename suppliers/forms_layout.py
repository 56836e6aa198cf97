"""Where the boxes of a long form stand: what concerns this capability first, all others behind a fold."""

from __future__ import annotations

from typing import Any

from matchmaker.reference.models import Capability
from suppliers.offer_form import OfferForm


def split_boxes(form: OfferForm, name: str, first: set[str]) -> dict[str, list[Any]]:
    """Check boxes of a field as those to show at once (``first`` or ticked) and the rest."""
    boxes = list(form[name].subwidgets)
    near = [box for box in boxes if str(box.data["value"]) in first or box.data["selected"]]
    rest = [box for box in boxes if box not in near]
    return {"near": near, "rest": rest}


def offer_layout(form: OfferForm, capability: Capability) -> dict[str, Any]:
    own = {str(pk) for pk in capability.standards.values_list("pk", flat=True)}
    related = {code for group in capability.hard_needs for code in group} | set(capability.goes_with)
    includes = split_boxes(form, "includes", related)
    includes["rest"] = [box for box in includes["rest"] if box.data["value"] != capability.code]
    return {"standards": split_boxes(form, "standards", own), "includes": includes}
