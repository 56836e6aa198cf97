"""Judge the learner on a learning-to-rank set in LightGBM's format: svmlight rows, group sizes beside them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser

from matchmaker.engine.choosing import chosen
from matchmaker.engine.errors import EngineError
from matchmaker.engine.evaluating import by_group, paired_interval
from matchmaker.engine.learning import PairwiseAdditive
from matchmaker.engine.learning_files import RankingRows, read_rows
from matchmaker.engine.peers import has_lightgbm, lambdarank
from matchmaker.engine.types import Floats

PEERS = {"LightGBM lambdarank, as it comes": (31, 100, 0.1), "LightGBM lambdarank, small trees": (7, 200, 0.05)}


class Command(BaseCommand):
    help = "Learn on TRAIN, rank TEST, print NDCG@10 beside LightGBM's lambdarank (docs/learning.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("train", type=Path)
        parser.add_argument("test", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            train, test = read_rows(options["train"]), read_rows(options["test"])
        except (OSError, EngineError) as failure:
            raise CommandError(f"not a learning-to-rank set: {failure}") from failure
        width = max(train.X.shape[1], test.X.shape[1])
        train, test = train.widened(width), test.widened(width)
        start = time.process_time()
        learner, setting = chosen(PairwiseAdditive(), train.X, train.y, train.groups)
        ours = self._measure("ours", test, learner.predict(test.X))
        self.stdout.write(f"  chosen on TRAIN: {setting}; {time.process_time() - start:.1f} s")
        if not has_lightgbm():
            self.stdout.write("LightGBM is not installed (requirements-bench.txt): its rows are left out.")
            return
        for name, (leaves, trees, rate) in PEERS.items():
            peer = lambdarank(train.X, train.y, train.groups, leaves=leaves, trees=trees, rate=rate)
            theirs = self._measure(name, test, peer(test.X))
            self.stdout.write(f"  ours - it, paired 95 %: {paired_interval(ours, theirs)}")

    def _measure(self, name: str, test: RankingRows, scores: Floats) -> Floats:
        found = by_group(test.y, scores, test.groups)
        self.stdout.write(
            f"{name:<34} NDCG@10 {np.nanmean(found):.4f} over {np.count_nonzero(~np.isnan(found))} queries"
        )
        return found
