"""How a joint quote is shown to one reader, and how a member's lines become the form's boxes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from matchmaker.accounts.choices import OrganisationKind
from matchmaker.lib.api.problems import Problem, Wrong
from matchmaker.lib.api.schemas import body
from matchmaker.sourcing.api.base import WhoOut
from matchmaker.sourcing.choices.quotes import CostHead, Grade
from matchmaker.sourcing.models import Quote, QuoteLine, QuotePart
from matchmaker.sourcing.quotes.costing import NO_SLOT, Totals, totals_of
from matchmaker.sourcing.quotes.drafts import TERMS
from matchmaker.sourcing.quotes.forms import MOST_DAYS, MOST_KRW, MOST_RATE_KRW

WON = {"type": "integer", "minimum": 0, "maximum": MOST_KRW}
LINE = body(
    {
        "head": {"type": "string", "enum": list(CostHead.values)},
        "slot": {"type": "integer", "minimum": 0, "maximum": 99},
        "grade": {"type": "string", "enum": list(Grade.values)},
        "year": {"type": "integer", "minimum": 1, "maximum": 5},
        "amount_krw": WON,
        "days": {"type": "number", "minimum": 0, "maximum": MOST_DAYS, "multipleOf": 0.5},
        "rate_krw": {"type": "integer", "minimum": 0, "maximum": MOST_RATE_KRW},
        "note": {"type": "string", "maxLength": 200},
    },
    "head",
)
LINES = body({"lines": {"type": "array", "items": LINE, "maxItems": 200}}, "lines")


class LineOut(serializers.ModelSerializer):
    slot = serializers.SerializerMethodField()

    class Meta:
        model = QuoteLine
        fields = ("head", "slot", "grade", "year", "days", "rate_krw", "amount_krw", "note")

    def get_slot(self, row: Any) -> int | None:
        return None if row.slot == NO_SLOT else row.slot


class PartOut(serializers.ModelSerializer):
    """A member's part. `lines` is null for a reader who may not see them."""

    supplier = WhoOut()
    slots = serializers.ListField(child=serializers.IntegerField())
    lines = serializers.SerializerMethodField()

    class Meta:
        model = QuotePart
        fields = ("supplier", "lead", "slots", "signed_at", "lines")

    def get_lines(self, part: Any) -> LineOut(many=True, allow_null=True):  # type: ignore[valid-type]
        reader = self.context["actor"].organisation
        if not whole(part.quote, reader) and part.supplier.organisation_id != reader.pk:
            return None
        return LineOut(part.lines.all(), many=True).data


class GapOut(serializers.Serializer):
    kind = serializers.CharField()
    of = serializers.CharField()


class TotalsOut(serializers.Serializer):
    """Sums in won without VAT; over something missing they are "at least"."""

    build_krw = serializers.IntegerField()
    vat_krw = serializers.IntegerField()
    maintenance_krw = serializers.IntegerField()
    five_year_krw = serializers.IntegerField()
    complete = serializers.BooleanField()
    missing = GapOut(many=True)


class QuoteOut(serializers.ModelSerializer):
    """`totals` is null for a member before all is handed in. Handed in it never changes: a change is a revision."""

    parts = PartOut(many=True)
    totals = serializers.SerializerMethodField()
    left_out = serializers.ListField(child=serializers.IntegerField())
    request = serializers.IntegerField(source="rfq_id")

    class Meta:
        model = Quote
        fields = (
            "id", "request", "revision", "previous", "status", "scope", "left_out", "need_version", "stale", *TERMS,
            "created_at", "submitted_at", "opened_at", "parts", "totals",
        )  # fmt: skip

    def get_totals(self, row: Any) -> TotalsOut(allow_null=True):  # type: ignore[valid-type]
        totals: Totals | None = totals_of(row) if whole(row, self.context["actor"].organisation) else None
        return TotalsOut(totals).data if totals else None


def whole(quote: Quote, reader: Any) -> bool:
    """Whether a reader whom the selectors let see the quote may see more than its own part."""
    return reader.kind != OrganisationKind.SUPPLIER or quote.submitted_at is not None


def boxes(lines: list[dict[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Lines as LinesForm takes them, and where each box stands in the body. Raises a 422 for a line that is no line."""
    typed: dict[str, str] = {}
    places: dict[str, str] = {}
    wrong = []
    for at, line in enumerate(lines):
        found = _boxes(line)
        if not found or set(found) & set(typed):
            code = "line_twice" if found else "line_unfit"
            wrong.append(Wrong(f"/lines/{at}", code, ""))
            continue
        typed |= found
        places |= dict.fromkeys(found, f"/lines/{at}")
    if wrong:
        raise Problem(422, errors=wrong)
    return typed, places


def _boxes(line: dict[str, Any]) -> dict[str, str]:
    """One line's boxes; empty where what is given does not fit its head."""
    head, given = line["head"], set(line) - {"head"}
    if head == CostHead.ENGINEERING:
        if given != {"grade", "days", "rate_krw"}:
            return {}
        return {f"days-{line['grade']}": str(line["days"]), f"rate-{line['grade']}": f"{line['rate_krw']}원"}
    amount = f"{line.get('amount_krw', 0)}원"
    if head == CostHead.ITEM and {"slot", "amount_krw"} <= given <= {"slot", "amount_krw", "note"}:
        return {f"item-{line['slot']}": amount, f"item-{line['slot']}-note": line.get("note", "")}
    if head == CostHead.MAINTENANCE and given == {"year", "amount_krw"}:
        return {f"maintenance-{line['year']}": amount}
    single = head not in (CostHead.ITEM, CostHead.MAINTENANCE) and given == {"amount_krw"}
    return {head: amount} if single else {}
