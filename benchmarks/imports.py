"""``python -m benchmarks.imports [--quick | --long]``: tables of 5,000 and 50,000 rows, in and out: time and memory,
and how long the longest transaction kept others from writing. ``own_mb`` is how far the process' own memory grew.

Each case runs in a process and a database of its own, so that its peak is its own, and after a short table, so that
what a worker loads once is not counted. ``--register FILE`` imports the official register as published and counts whose
region was found.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.watching import Steps, megabytes

if TYPE_CHECKING:
    from matchmaker.accounts.models import Organisation

WARM = 1_200
CASES = [(kind, form, rows) for kind in ("offers", "register") for form in ("csv", "xlsx") for rows in (5_000, 50_000)]
HEADERS = {
    "offers": [
        "역량",
        "이름",
        "설명",
        "최저가격",
        "보통가격",
        "최고가격",
        "가격단위",
        "기간(주)",
        "표준",
        "지역",
        "분기당 건수",
    ],
    "register": ["부여번호", "기업명", "주소"],
}
PLACES = ("경기도 안산시", "경상남도 창원시", "서울특별시 성동구", "부산시 사상구")


def row_of(kind: str, at: int) -> list[str]:
    if kind == "register":
        return [f"R-{at}", f"가온 {at}", PLACES[at % 4]]
    typical = 3_000 + at % 900
    prices = [f"{typical - 500}만원", f"{typical}만원", f"{typical + 500}만원"]
    said = "작업지시부터 실적까지 관리합니다."
    return ["MES", f"가온 MES {at}", said, *prices, "건", "12", "OPC UA; MQTT", "서울; 경기; 경남", "3"]


def table(kind: str, form: str, rows: int) -> bytes:
    from matchmaker.lib.tables_out import write_csv, write_xlsx

    lines = (row_of(kind, at) for at in range(rows))
    if form == "csv":
        return write_csv(HEADERS[kind], lines)
    out = io.BytesIO()
    write_xlsx(HEADERS[kind], lines, out)
    return out.getvalue()


def case(kind: str, data: bytes, warm: bytes) -> dict[str, Any]:
    """Import, apply, take back: seconds and how far memory grew, each, after a short table has gone the same way."""
    from matchmaker.accounts.models import Organisation

    steps = Steps()
    side = "programme" if kind == "register" else "supplier"
    firm = Organisation.objects.create(kind=side, name="가온")
    _through(firm, kind, warm, steps)
    return {"megabytes": round(len(data) / 1e6, 1), **_through(firm, kind, data, steps)}


def _through(firm: Organisation, kind: str, data: bytes, steps: Steps) -> dict[str, Any]:
    from matchmaker.exchange import services
    from matchmaker.exchange.models import Import
    from matchmaker.jobs.tasks import run

    told: dict[str, Any] = {}
    own, peak = megabytes("RssAnon"), megabytes("VmHWM")

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        began, worked = time.perf_counter(), time.process_time()
        steps.clear()
        yield
        steps.look()
        told[f"{name}_longest_s"] = round(steps.longest, 2)
        told[f"{name}_s"] = round(time.perf_counter() - began, 1)
        told[f"{name}_cpu_s"] = round(time.process_time() - worked, 1)
        told[f"{name}_own_mb"] = round(steps.own_mb - own)
        told[f"{name}_peak_mb"] = round(megabytes("VmHWM") - peak)

    with timed("upload"):
        file = io.BytesIO(data)
        batch, job, _short = services.import_start(organisation=firm, kind=kind, filename="t", file=file, by=None)
    with timed("read"):
        run(job.pk)
    batch.refresh_from_db()
    job = services.import_want(batch=batch, mode="good", actor=None)
    with timed("apply"):
        run(job.pk)
    batch = Import.objects.get(pk=batch.pk)
    told |= {"good": batch.good, "bad": batch.bad, "made": batch.made}
    if kind == "register":
        from suppliers.models import RegisterEntry

        told["regions_found"] = RegisterEntry.objects.filter(region__isnull=False).count()
    job = services.import_undo_want(batch=batch, actor=None)
    with timed("undo"):
        run(job.pk)
    return told


def alone(arguments: list[str]) -> int:
    """One case in this process: ``--case KIND FILE``."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MATCHMAKER_VAR"] = folder
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        kind, data = arguments[0], Path(arguments[1]).read_bytes()
        warm = table(kind, "xlsx" if data.startswith(b"PK") else "csv", WARM)
        print(json.dumps(case(kind, data, warm)))
    return 0


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matchmaker.settings")
    if arguments[:1] == ["--case"]:
        return alone(arguments[1:])
    if arguments[:1] == ["--register"]:
        rows = [{"kind": "register", "file": "as published", **_run("register", arguments[1])}]
    else:
        cases = CASES[:1] + CASES[4:5] if "--quick" in arguments else CASES
        cases = [one for one in cases if one[2] > 5_000] if "--long" in arguments else cases
        rows = [_made(*each) for each in cases]
    out = Path("var/bench/imports.json")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(rows, indent=1))
    return 0


def _made(kind: str, form: str, rows: int) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(suffix=f".{form}") as file:
        file.write(table(kind, form, rows))
        file.flush()
        return {"kind": kind, "form": form, "rows": rows, **_run(kind, file.name)}


def _run(kind: str, path: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.imports", "--case", kind, path]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    print(json.dumps({"kind": kind, **told}, ensure_ascii=False), flush=True)
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
