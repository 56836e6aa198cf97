"""``python -m benchmarks.imports [--quick | --long]``: tables of 5,000 and 50,000 rows, in and out: time and memory,
and how long the longest transaction kept others from writing.

Each case runs in a process and a database of its own, so that its peak is its own. ``--register FILE`` imports the
official register as published and counts whose region was found.
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def watch_steps() -> list[float]:
    """Seconds of each transaction of a job's steps, as they end."""
    from matchmaker.jobs.work import Work

    took: list[float] = []
    plain = Work.step

    @contextmanager
    def timed(self: Work, *given: Any, **named: Any) -> Iterator[None]:
        began = time.perf_counter()
        with plain(self, *given, **named):
            yield
        took.append(time.perf_counter() - began)

    Work.step = timed  # type: ignore[method-assign]
    return took


def case(kind: str, data: bytes) -> dict[str, Any]:
    """Import, apply, and take back; seconds and the growth of the peak, each."""
    from matchmaker.accounts.models import Organisation
    from matchmaker.exchange import services
    from matchmaker.exchange.models import Import
    from matchmaker.jobs.tasks import run

    longest = watch_steps()
    side = "programme" if kind == "register" else "supplier"
    firm = Organisation.objects.create(kind=side, name="가온")
    start, told = peak_mb(), {"megabytes": round(len(data) / 1e6, 1)}

    def timed(name: str, job: Any) -> None:
        began, worked = time.perf_counter(), time.process_time()
        longest.clear()
        run(job.pk)
        told[f"{name}_longest_s"] = round(max(longest), 2)
        told[f"{name}_s"] = round(time.perf_counter() - began, 1)
        told[f"{name}_cpu_s"] = round(time.process_time() - worked, 1)
        told[f"{name}_peak_mb"] = round(peak_mb() - start)

    batch, job, _short = services.import_start(organisation=firm, kind=kind, filename="t", data=data, by=None)
    timed("read", job)
    batch.refresh_from_db()
    timed("apply", services.import_want(batch=batch, mode="good", actor=None))
    batch = Import.objects.get(pk=batch.pk)
    told |= {"good": batch.good, "bad": batch.bad, "made": batch.made}
    if kind == "register":
        from suppliers.models import RegisterEntry

        told["regions_found"] = RegisterEntry.objects.filter(region__isnull=False).count()
    timed("undo", services.import_undo_want(batch=batch, actor=None))
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
        print(json.dumps(case(arguments[0], Path(arguments[1]).read_bytes())))
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
