"""The same package model for OR-tools CP-SAT; run as a process of its own because it brings its own HiGHS.

``python -m benchmarks.cpsat_model SUPPLIERS SECONDS NEED...`` prints a JSON line per need: value, proved, CPU seconds.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.milp_model import build
from benchmarks.package_market import need, supply
from matchmaker.engine.types import PackageProblem

SCALE = 10_000


def solve(problem: PackageProblem, seconds: float) -> dict[str, float | bool | None]:
    """Every column of the MILP is binary, so its rows carry over with coefficients rounded to integers."""
    whole = build(problem)
    model = cp_model.CpModel()
    columns = [model.new_bool_var(f"x{j}") for j in range(len(whole.gain))]
    rows = whole.rows
    order = np.argsort(rows.i, kind="stable")
    ends = np.searchsorted(np.asarray(rows.i)[order], np.arange(len(rows.low) + 1))
    for k, (low, high) in enumerate(zip(rows.low, rows.high, strict=True)):
        cells = order[ends[k] : ends[k + 1]]
        values = np.asarray(rows.v)[cells]
        factor = 1 if np.array_equal(values, np.round(values)) else 1_000_000
        terms = [round(value * factor) * columns[rows.j[cell]] for cell, value in zip(cells, values, strict=True)]
        if np.isfinite(low):
            model.add(sum(terms) >= round(low * factor))
        if np.isfinite(high):
            model.add(sum(terms) <= round(high * factor))
    model.maximize(sum(round(g * SCALE) * column for g, column in zip(whole.gain, columns, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 1
    start = time.process_time()
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return {
        "value": solver.objective_value / SCALE if found else None,
        "proved": status in (cp_model.OPTIMAL, cp_model.INFEASIBLE),
        "seconds": time.process_time() - start,
    }


def main(suppliers: str, seconds: str, *needs: str) -> None:
    market = supply(int(suppliers))
    for seed in needs:
        print(json.dumps(solve(need(market, int(seed)), float(seconds))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
