"""Count exposure now, and compute the curve behind the administrators' slider."""

from typing import Any

from django.core.management.base import BaseCommand

from matchmaker.jobs.tasks import run
from matchmaker.matching.exposing import exposure_count
from matchmaker.matching.exposure_curve import curve_request
from matchmaker.matching.models import ExposureCurve


class Command(BaseCommand):
    help = "Count who was shown how much, then replay recent needs at each strength of fair exposure."

    def handle(self, *args: Any, **options: Any) -> None:
        count = exposure_count()
        told = count.measures
        self.stdout.write(f"{count.needs} needs, {told['suppliers']} suppliers: Gini {told['gini']:.3f}")
        run(curve_request().pk)
        curve = ExposureCurve.objects.latest("finished_at")
        for one in curve.points:
            self.stdout.write(
                f"strength {one['strength']:.2f}: NDCG {one['ndcg']:.4f}, Gini {one['gini']:.3f}, "
                f"top tenth {100 * one['top_tenth']:.1f} %, gap {one['gap']:.3f}"
            )
        self.stdout.write(f"curve from {curve.needs} needs")
