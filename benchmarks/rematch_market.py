"""A market and open needs as rows, of any size: simulated, believable in its shares, written by COPY in seconds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection

from matchmaker.reference.models import Alias, Capability, Industry, Region, Standard

PHRASES = 4000
NOW = datetime(2026, 1, 5, tzinfo=UTC)  # before any change that a benchmark makes
SUPPLIER_KIND, FIRM_KIND = "supplier", "demand"


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def put(model: Any, count: int, columns: dict[str, Any]) -> None:
    """``count`` rows of a model with keys 1 ... count; a column is one value for all, or one a row."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    given = {name: fields[name].get_default() for name in fields if fields[name].has_default()} | columns
    for name, field in fields.items():  # what has neither value nor default
        if name not in given and name != "id":
            given[name] = None if field.null else ""
    given["id"] = range(1, count + 1)
    told = {fields[name].column: value for name, value in given.items()}
    lists = [value if _many(value) else [_plain(value)] * count for value in told.values()]
    copy_rows(model._meta.db_table, list(told), zip(*lists, strict=True))


def _many(value: Any) -> bool:
    return isinstance(value, (range, list, tuple, np.ndarray)) and not isinstance(value, str) and len(value) > 0


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def links(through: Any, one: str, other: str, pairs: Iterable[tuple[Any, Any]]) -> None:
    copy_rows(through._meta.db_table, (one, other), pairs)


class Drawn:
    """Everything drawn from one seed; ``words`` are the taxonomy's own."""

    def __init__(self, seed: int = 7) -> None:
        self.rng = np.random.default_rng(seed)
        self.capabilities = list(Capability.objects.order_by("position", "code"))
        self.codes = [row.code for row in self.capabilities]
        self.regions = list(Region.objects.order_by("code").values_list("code", flat=True))
        self.industries = list(Industry.objects.order_by("code").values_list("code", flat=True))
        self.standards = list(Standard.objects.order_by("name").values_list("pk", flat=True))
        said = " ".join([*(row.name_ko + " " + row.plain_ko for row in self.capabilities), *_aliases()])
        self.words = np.array(sorted(set(said.split())), dtype=object)
        self.phrases = [" ".join(self.rng.choice(self.words, 8)) for _ in range(PHRASES)]
        shares = 1.0 / np.arange(1, len(self.codes) + 1) ** 0.7
        self.order, self.shares = self.rng.permutation(len(shares)), shares / shares.sum()

    def capability_rows(self, count: int) -> np.ndarray:
        return self.order[self.rng.choice(len(self.codes), count, p=self.shares)]


def _aliases() -> list[str]:
    return list(Alias.objects.values_list("words", flat=True))


def fill_market(suppliers: int, offers_each: int = 4) -> None:
    """Verified suppliers with published offers and half as many past projects as offers."""
    drawn = Drawn()
    _firms(drawn, suppliers)
    _offers(drawn, suppliers * offers_each, offers_each)
    _past(drawn, suppliers, suppliers * offers_each // 2)


def _firms(drawn: Drawn, suppliers: int) -> None:
    from matchmaker.accounts.models import Organisation
    from suppliers.models import Supplier

    rng = drawn.rng
    put(Organisation, suppliers, {"kind": SUPPLIER_KIND, "name": [f"시험 공급 {n:05}" for n in range(suppliers)]})
    put(
        Supplier,
        suppliers,
        {
            "organisation_id": range(1, suppliers + 1),
            "status": "verified",
            "kind": "both",
            "size": "small",
            "region_id": rng.choice(drawn.regions, suppliers).tolist(),
            "capacity_per_quarter": rng.choice([0, 1, 2, 3, 4], suppliers, p=[0.15, 0.35, 0.25, 0.15, 0.1]).tolist(),
            "open_projects": 0,
            "can_lead": (rng.random(suppliers) < 0.2).tolist(),
            "changed_at": NOW,
        },
    )


def _offers(drawn: Drawn, offers: int, offers_each: int) -> None:
    from suppliers.models import Offer

    rng = drawn.rng
    first = drawn.capability_rows(offers)
    usual = np.array([row.price_typ_krw for row in drawn.capabilities], dtype=float)[first]
    price = np.maximum(np.round(usual * rng.lognormal(0.0, 0.35, offers), -4), 10_000).astype(np.int64)
    put(
        Offer,
        offers,
        {
            "supplier_id": (np.arange(offers) // offers_each + 1).tolist(),
            "status": "published",
            "capability_id": [drawn.codes[row] for row in first],
            "title": "시험 제안",
            "description": [drawn.phrases[at] for at in rng.integers(0, PHRASES, offers)],
            "price_low_krw": (price * 8 // 10).tolist(),
            "price_typical_krw": price.tolist(),
            "price_high_krw": (price * 5 // 4).tolist(),
            "weeks": (np.round(rng.gamma(4.0, 3.5, offers)) + 1).astype(int).tolist(),
            "warranty_months": [12 if one else None for one in rng.random(offers) < 0.9],
            "changed_at": NOW,
        },
    )
    wide = rng.random((offers, len(drawn.regions))) < 0.3
    links(Offer.regions.through, "offer_id", "region_id", _true(wide, drawn.regions))
    spoken = rng.random((offers, len(drawn.standards))) < 0.1
    links(Offer.standards.through, "offer_id", "standard_id", _true(spoken, drawn.standards))
    second = drawn.capability_rows(offers)
    more = [(at + 1, drawn.codes[two]) for at, two in enumerate(second) if two != first[at] and at % 3 == 0]
    links(Offer.includes.through, "offer_id", "capability_id", more)


def _past(drawn: Drawn, suppliers: int, projects: int) -> None:
    from suppliers.models import PastProject

    rng = drawn.rng
    put(
        PastProject,
        projects,
        {
            "supplier_id": rng.integers(1, suppliers + 1, projects).tolist(),
            "title": "한 일",
            "description": [drawn.phrases[at] for at in rng.integers(0, PHRASES, projects)],
            "client_industry_id": rng.choice(drawn.industries, projects).tolist(),
            "finished_on": NOW.date(),
            "evidence": rng.choice(["self", "document"], projects).tolist(),
        },
    )
    done = [(at + 1, drawn.codes[row]) for at, row in enumerate(drawn.capability_rows(projects))]
    links(PastProject.capabilities.through, "pastproject_id", "capability_id", done)


def _true(table: np.ndarray, keys: Sequence[Any]) -> Iterable[tuple[int, Any]]:
    rows, columns = np.nonzero(table)
    return ((row + 1, keys[column]) for row, column in zip(rows.tolist(), columns.tolist(), strict=True))


def fill_needs(count: int, suppliers: int) -> None:
    """Checked needs of two to five asked things, which the rules make three to twelve; every limit is set."""
    from demand.models import DemandFirm, Need, Requirement
    from matchmaker.accounts.models import Organisation

    drawn = Drawn(11)
    rng, firms = drawn.rng, max(1, count // 4)
    ids = range(suppliers + 1, suppliers + firms + 1)
    told = zip(ids, (f"시험 수요 {n:05}" for n in range(firms)), strict=True)
    fields = {f.attname: f for f in Organisation._meta.concrete_fields}
    rest = {n: f.get_default() if f.has_default() else (None if f.null else "") for n, f in fields.items()}
    rows = [{**rest, "id": pk, "name": name, "kind": FIRM_KIND} for pk, name in told]
    copy_rows(Organisation._meta.db_table, [f.column for f in fields.values()], [[r[n] for n in fields] for r in rows])
    put(DemandFirm, firms, {"organisation_id": list(ids), "adopter": False})
    put(
        Need,
        count,
        {
            "firm_id": (rng.integers(1, firms + 1, count)).tolist(),
            "status": "checked",
            "text": [" ".join(rng.choice(drawn.words, 12)) for _ in range(count)],
            "title": "시험 요청",
            "region_id": rng.choice(drawn.regions, count).tolist(),
            "industry_id": rng.choice(drawn.industries, count).tolist(),
            "budget_krw": (rng.integers(100, 800, count) * 1_000_000).tolist(),
            "deadline_weeks": rng.integers(16, 44, count).tolist(),
            "flags": "[]",
            "reading": "{}",
            "changed_at": NOW,
        },
    )
    asked = [
        (need + 1, at, str(code), "must" if rng.random() < 0.7 else "nice")
        for need in range(count)
        for at, code in enumerate(rng.choice(drawn.codes, int(rng.integers(2, 6)), replace=False))
    ]
    put(
        Requirement,
        len(asked),
        {
            "need_id": [row[0] for row in asked],
            "position": [row[1] for row in asked],
            "codes": [json.dumps([row[2]]) for row in asked],
            "strength": [row[3] for row in asked],
            "confirmed": True,
        },
    )


def set_sequences() -> None:
    """Keys were given, so the sequences have to be told where to go on."""
    from django.apps import apps
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
