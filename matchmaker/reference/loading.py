"""From data/*.csv to rows: idempotent, and only where a file's checksum changed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from matchmaker.reference.models import (
    Alias,
    Capability,
    DiagnosisQuestion,
    Industry,
    Place,
    ReferenceVersion,
    Region,
    Standard,
)
from matchmaker.reference.programme_rows import programme_of
from matchmaker.reference.programmes import programme_from_file

DATA = Path(__file__).resolve().parent / "data"
Row = dict[str, str]


def read_rows(name: str) -> list[Row]:
    """The rows of data/<name>.csv."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def parts(cell: str) -> list[str]:
    return [part.strip() for part in (cell or "").split(";") if part.strip()]


def _upsert(model: type[Any], key: str, rows: list[dict[str, Any]]) -> None:
    fields = [name for name in rows[0] if name != key]
    model.objects.bulk_create(
        [model(**row) for row in rows], update_conflicts=True, unique_fields=[key], update_fields=fields
    )


def load_capabilities(rows: list[Row]) -> None:
    copied = ["name_ko", "name_en", "kind", "registry_area", "registry_item", "stages", "prereq_hard", "prereq_soft"]
    copied += ["price_unit", "kpi_dims"]
    counted = ["isa95_level", "maturity_stage", "price_min_krw", "price_typ_krw", "price_max_krw"]
    counted += ["lead_min_wk", "lead_typ_wk", "lead_max_wk"]
    plain = {row["code"]: row for row in read_rows("capability_words")}
    _upsert(
        Capability,
        "code",
        [
            {"code": row["code"], "position": at}
            | {name: row[name] for name in copied}
            | {name: int(row[name]) for name in counted}
            | {name: plain.get(row["code"], {}).get(name, "") for name in ("plain_ko", "plain_en")}
            for at, row in enumerate(rows)
        ],
    )
    _load_standards(rows)
    Alias.objects.all().delete()
    Alias.objects.bulk_create(
        Alias(capability_id=row["code"], language=language, words=words)
        for row in rows
        for language in ("ko", "en")
        for words in dict.fromkeys(parts(row[f"synonyms_{language}"]))
    )


def _load_standards(rows: list[Row]) -> None:
    names = sorted({name for row in rows for name in parts(row["standards"])})
    joining = {row["name"]: row["joins"] == "1" for row in read_rows("standards")}
    _upsert(Standard, "name", [{"name": name, "joins": joining.get(name, True)} for name in names])
    known = dict(Standard.objects.values_list("name", "pk"))
    link = Capability.standards.through
    link.objects.all().delete()
    link.objects.bulk_create(
        link(capability_id=row["code"], standard_id=known[name])
        for row in rows
        for name in set(parts(row["standards"]))
    )


def load_regions(rows: list[Row]) -> None:
    _upsert(
        Region,
        "code",
        [
            {
                "code": row["code"],
                "name_ko": row["name_ko"],
                "official_ko": row["official_ko"],
                "name_en": row["name_en"],
                "capital_region": row["capital_region"] == "1",
                "lat": float(row["lat"]),
                "lon": float(row["lon"]),
                "demand_share": float(row["demand_share_pct_assumed"]),
                "supply_share": float(row["supply_share_pct"]),
                "valid_from": _date(row.get("valid_from", "")),
                "valid_to": _date(row.get("valid_to", "")),
                "successor_id": row.get("successor") or None,
            }
            for row in rows
        ],
    )
    link = Region.adjacent.through
    link.objects.all().delete()
    link.objects.bulk_create(
        link(from_region_id=row["code"], to_region_id=code) for row in rows for code in parts(row["adjacent"])
    )


def _date(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def load_places(rows: list[Row]) -> None:
    """Words from places.csv; the alias column of regions.csv counts as well."""
    seen = {(row["region_code"], row["words"]): row.get("kind", "") for row in rows}
    for row in read_rows("regions"):
        for words in [row["name_ko"], row["official_ko"], *parts(row["aliases"])]:
            seen.setdefault((row["code"], words), "alias")
    Place.objects.all().delete()
    Place.objects.bulk_create(Place(region_id=code, words=words, kind=kind) for (code, words), kind in seen.items())


def load_industries(rows: list[Row]) -> None:
    _upsert(
        Industry,
        "code",
        [
            {
                "code": row["code"],
                "name_ko": row["name_ko"],
                "name_en": row["name_en"],
                "process_type": row["process_type_assumed"],
                "channel": row["channel_assumed"],
                "demand_share": float(row["demand_share_pct_assumed"]),
            }
            for row in rows
        ],
    )


def load_diagnosis(rows: list[Row]) -> None:
    _upsert(
        DiagnosisQuestion,
        "code",
        [
            {"code": row["id"], "position": at, "points": int(row["points"])}
            | {name: row[name] for name in ("area", "area_ko", "area_en", "question_ko", "question_en")}
            | {f"options_{lang}": [row[f"opt{n}_{lang}"] for n in range(5)] for lang in ("ko", "en")}
            | {"suggestions": [parts(row[f"suggest{n}"]) for n in range(5)]}
            for at, row in enumerate(rows)
        ],
    )


def load_programmes(rows: list[Row]) -> None:
    """The one table that is not overwritten: what a row said before stays as a version. A bad row stops them all."""
    known = {"regions": set(Region.objects.values_list("pk", flat=True))}
    known["codes"] = set(Capability.objects.values_list("pk", flat=True))
    for found in [programme_of(row, line, **known) for line, row in enumerate(rows, start=2)]:
        programme_from_file(**found)


LOADERS: dict[str, Callable[[list[Row]], None]] = {
    "capabilities": load_capabilities,
    "regions": load_regions,
    "places": load_places,
    "ksic": load_industries,
    "diagnosis": load_diagnosis,
    "programmes": load_programmes,
}
READS_ALSO = {"capabilities": ["capability_words", "standards"], "places": ["regions"]}


def checksum(name: str) -> str:
    digest = hashlib.sha256()
    for part in [name, *READS_ALSO.get(name, [])]:
        digest.update((DATA / f"{part}.csv").read_bytes())
    return digest.hexdigest()


@transaction.atomic
def reference_load() -> dict[str, int]:
    """Load every table whose file changed; returns table -> rows for those that were loaded."""
    known = dict(ReferenceVersion.objects.values_list("table", "checksum"))
    loaded = {}
    for name, load in LOADERS.items():
        if known.get(name) == (digest := checksum(name)):
            continue
        rows = read_rows(name)
        load(rows)
        ReferenceVersion.objects.update_or_create(
            table=name, defaults={"checksum": digest, "rows": len(rows), "loaded_at": timezone.now()}
        )
        loaded[name] = len(rows)
    return loaded
