"""``python -m benchmarks.learning [--quick]``: the learner against LightGBM in a simulated market with biased logs.

NDCG@10 over all candidates of fresh needs, by how many needs were logged; the learner's switches one by one; how
honest the two chances are; what an exact explanation costs. Seeds here judge and nothing else: all that was chosen was
chosen on seeds from 100 on (``docs/learning.md``). Writes ``var/bench/learning.json``.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.learning_peers import TOLD, VARIANTS, Peer
from benchmarks.simulated_market import AWARDED, INVITED, QUOTED, SHOWN, TRUE_ETA, Log, Market
from matchmaker.engine.calibrating import Chance, WillBeChosen, WillQuote, fused
from matchmaker.engine.choosing import market_learner
from matchmaker.engine.evaluating import by_group, calibration_error
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.propensities import PositionBias, estimate_bias
from matchmaker.engine.ranking import prior_ranker
from matchmaker.engine.types import Floats

OUTPUT = Path("var/bench/learning.json")
SEEDS = {20: 6, 50: 6, 200: 6, 1_000: 4, 5_000: 2}
QUICK_SEEDS = {20: 2, 50: 2, 200: 2, 1_000: 1}
TARGETS = {200: 1.05, 1_000: 1.03, 5_000: 1.00}
FRESH, JUDGED_LOG, CALIBRATED_AT = 300, 4_000, 200
OFF = {
    "ours, directions off": {"monotone": False},
    "ours, propensities off": {"use_propensities": False},
    "ours, prior off": {"use_prior": False},
}
QUESTIONS: tuple[tuple[type[Chance], int, int], ...] = ((WillQuote, INVITED, QUOTED), (WillBeChosen, QUOTED, AWARDED))
Row = dict[str, object]
Values = dict[int, dict[str, list[float]]]


def row(name: str, value: float, target: float | None, unit: str, *, at_most: bool = False, note: str = "") -> Row:
    said = "-" if target is None else f"{'<=' if at_most else '>='} {target:g} {unit}".strip()
    reached = None if target is None else bool(value <= target if at_most else value >= target)
    return {"row": name, "value": value, "target": said, "reached": reached, "note": note}


def bias_of(log: Log) -> PositionBias:
    """Learnt from who was invited out of the tossed neighbours."""
    invited = log.levels.reshape(-1, SHOWN) >= INVITED
    need, upper = log.tossed.T
    return estimate_bias(upper, upper + 1, invited[need, upper - 1], invited[need, upper])


def learnt(log: Log, bias: PositionBias, **off: bool) -> PairwiseAdditive:
    return market_learner(**off).fit(log.X, log.levels, log.groups, bias.chances(log.places))


def measured(seeds: dict[int, int]) -> tuple[Values, dict[int, list[PositionBias]]]:
    """NDCG@10 of each model by logged needs, one value a seed; every seed is another market."""
    values: Values = {needs: defaultdict(list) for needs in seeds}
    biases: dict[int, list[PositionBias]] = defaultdict(list)
    for seed in range(max(seeds.values())):
        market = Market(seed)
        wanted = [needs for needs, count in seeds.items() if seed < count]
        whole, (X, grades, groups) = market.log(max(wanted)), market.test(FRESH)
        for needs in wanted:
            log = whole.first(needs)
            bias = bias_of(log)
            biases[needs].append(bias)
            for name, predict in models(log, bias, peers=needs > min(seeds)).items():
                values[needs][name].append(float(np.nanmean(by_group(grades, predict()(X), groups))))
    return values, biases


def models(log: Log, bias: PositionBias, *, peers: bool) -> dict[str, Callable[[], Callable[[Floats], Floats]]]:
    """Name -> what learns when called. At the fewest needs only the prior is of interest."""
    found: dict[str, Callable[[], Callable[[Floats], Floats]]] = {
        "prior": lambda: prior_ranker().sum_curves,
        "ours": lambda: learnt(log, bias).predict,
    }
    for name, off in OFF.items():
        found[name] = lambda off=off: learnt(log, bias, **off).predict
    chances = bias.chances(log.places)
    for variant in (*VARIANTS, TOLD) if peers else ():
        found[variant.name] = lambda variant=variant: Peer(variant, log, chances).predict
    return found


def order_rows(values: Values) -> list[Row]:
    """Ours over the best LightGBM variant of the same size; the best is picked by these very values, in its favour."""
    rows, ahead = [], {}
    for needs, found in values.items():
        ours, prior = np.array(found["ours"]), np.array(found["prior"])
        ahead[needs] = (float((ours - prior).mean()), float((ours - prior).min()))
        if VARIANTS[0].name not in found:
            continue
        best = max((variant.name for variant in VARIANTS), key=lambda name: np.mean(found[name]))
        ratios = ours / np.array(found[best])
        note = f"{best}; ratios of {len(ours)} markets {ratios.min():.3f} to {ratios.max():.3f}"
        rows.append(
            row(
                f"ours / best LightGBM, {needs:,} needs",
                float(ours.mean() / np.mean(found[best])),
                TARGETS.get(needs),
                "",
                note=note,
            )
        )
    least = min(ahead, key=lambda needs: ahead[needs][0])
    note = f"mean gain at {least} needs; of single markets the worst {min(low for _, low in ahead.values()):+.4f}"
    return [*rows, row("ours - prior, from 20 needs on", ahead[least][0], 0.0, "NDCG", note=note)]


def switch_rows(values: Values) -> list[Row]:
    """What is lost by turning a switch off, at every size. No target: it may pay at one size and not at another."""
    rows = []
    for name in OFF:
        lost = {needs: float(np.mean(found["ours"]) - np.mean(found[name])) for needs, found in values.items()}
        note = ", ".join(f"{needs:,}: {by:+.4f}" for needs, by in lost.items())
        rows.append(row(name.replace("ours, ", "lost with "), max(lost.values()), None, "", note=note))
    return rows


def asked(log: Log, among: int, reached: int) -> tuple[Floats, np.ndarray]:
    kept = log.levels >= among
    return log.X[kept], log.levels[kept] >= reached


def chance_rows(seeds: int) -> list[Row]:
    """Expected calibration error on the log of fresh needs, mean over markets."""
    errors, cases = defaultdict(list), {}
    for seed in range(seeds):
        market = Market(seed)
        log, fresh = market.log(CALIBRATED_AT), market.log(JUDGED_LOG, kind=3)
        models = [kind().fit(*asked(log, among, reached)) for kind, among, reached in QUESTIONS]
        for model, (_, among, reached) in zip(models, QUESTIONS, strict=True):
            table, happened = asked(fresh, among, reached)
            errors[model.kind].append(calibration_error(happened, model.chance(table)))
            cases[model.kind] = f"about {model.rows_:,} cases learnt, {len(happened):,} judged"
        table, happened = asked(fresh, INVITED, AWARDED)
        errors["award"].append(calibration_error(happened, fused(*(model.chance(table) for model in models))))
    cases["award"] = "the two multiplied, for all who were invited"
    targets = {"will_quote": 0.03, "will_be_chosen": 0.045}
    return [
        row(
            f"calibration error, {name.replace('_', ' ')}, {CALIBRATED_AT} needs",
            float(np.mean(found)),
            targets.get(name),
            "",
            at_most=True,
            note=f"{min(found):.3f} to {max(found):.3f} in {seeds} markets; {cases[name]}",
        )
        for name, found in errors.items()
    ]


def least(work: Callable[[], object], times: int) -> float:
    """CPU milliseconds of the quickest run, the one that others disturbed least."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return 1000 * min(spent)


def explanation_rows(needs: int, rows: int) -> list[Row]:
    """Contributions of the served curves against TreeSHAP of the peer, on the same rows."""
    market = Market(0)
    log, X = market.log(needs), market.test(-(-rows // 300))[0][:rows]
    bias = bias_of(log)
    learner, peer = learnt(log, bias), Peer(VARIANTS[3], log, bias.chances(log.places))
    served = learner.ranker()
    sums = [(one.predict(X), [math.fsum(parts) for parts in one.contributions(X)]) for one in (learner, served)]
    errors = [np.abs(scores - exact).max() for scores, exact in sums]
    own, theirs = least(lambda: served.contributions(X), 30), least(lambda: peer.explain(X), 5)
    note = f"{rows:,} rows: {own:.2f} ms against {theirs:.1f} ms"
    return [
        row(
            "contributions, largest error of a sum",
            float(max(errors)),
            1e-9,
            "",
            at_most=True,
            note="learnt and served, added without rounding",
        ),
        row("TreeSHAP / exact contributions, CPU", theirs / own, 100.0, "x", note=note),
    ]


def bias_rows(biases: dict[int, list[PositionBias]]) -> list[Row]:
    found = {needs: [one.eta for one in many] for needs, many in biases.items()}
    note = ", ".join(f"{needs:,}: {min(etas):.2f} to {max(etas):.2f}" for needs, etas in found.items())
    most = max(found)
    return [row(f"eta, {most:,} needs (truth {TRUE_ETA:g})", float(np.mean(found[most])), None, "", note=note)]


def models_table(values: Values) -> str:
    names = list(dict.fromkeys(name for found in values.values() for name in found))
    lines = [f"{'NDCG@10 by logged needs':<34}" + "".join(f"{needs:>16,}" for needs in values)]
    for name in names:
        cells = [f"{_mean(found[name]):>16}" if name in found else f"{'':>16}" for found in values.values()]
        lines.append(f"{name:<34}" + "".join(cells))
    return "\n".join(lines)


def _mean(values: list[float]) -> str:
    spread = np.std(values, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")
    return f"{np.mean(values):.4f} ({spread:.3f})"


def table(rows: list[Row]) -> str:
    lines = [f"{'row':<46} {'value':>10}  {'target':<12} {'':<8} note"]
    for one in rows:
        verdict = {True: "reached", False: "MISSED", None: ""}[one["reached"]]
        lines.append(f"{one['row']:<46} {one['value']:>10.4g}  {one['target']:<12} {verdict:<8} {one['note']}")
    return "\n".join(lines)


def single_threaded() -> None:
    """Start again with one thread for every mathematics library, which read this only once, at their start."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    if any(os.environ.get(name) != "1" for name in names):
        os.environ.update(dict.fromkeys(names, "1"))
        os.execv(sys.executable, [sys.executable, "-m", "benchmarks.learning", *sys.argv[1:]])


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--quick", action="store_true", help="fewer markets and needs, under a minute")
    quick = reader.parse_args().quick
    start = time.perf_counter()
    values, biases = measured(QUICK_SEEDS if quick else SEEDS)
    print(models_table(values), end="\n\n")
    rows = order_rows(values) + switch_rows(values) + bias_rows(biases)
    rows += chance_rows(2 if quick else 6) + explanation_rows(200 if quick else 1_000, 3_000)
    print(table(rows))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    seconds = time.perf_counter() - start
    told = {"quick": quick, "seconds": seconds, "rows": rows, "ndcg": values}
    OUTPUT.write_text(json.dumps(told, indent=1), encoding="utf-8")
    print(f"{seconds:.0f} s, written to {OUTPUT}")
    return 0


if __name__ == "__main__":
    single_threaded()
    sys.exit(main())
