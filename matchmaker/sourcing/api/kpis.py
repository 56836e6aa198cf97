"""The figures that a project is to move, written by its firm before the work begins."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response

from matchmaker.lib.api.operations import operation
from matchmaker.lib.api.problems import Problem, Wrong, form_problem
from matchmaker.lib.api.schemas import body, form_schema
from matchmaker.sourcing.api.base import FIRM, SourcingView
from matchmaker.sourcing.api.outcomes import FIGURE, OutcomesOut
from matchmaker.sourcing.outcomes import kpi_services, selectors
from matchmaker.sourcing.outcomes.forms import BaseKpis, KpiForm, KpiFormSet

FIGURES = {"before": FIGURE, "target": FIGURE, "weight": {"type": "number", "minimum": 0.01, "maximum": 1}}
ONE = form_schema(KpiForm, **FIGURES)
for _name in ("field", "better"):  # the form's empty choice is for people
    ONE["properties"][_name] = {"type": "string", "enum": [one for one in ONE["properties"][_name]["enum"] if one]}
KPIS = body({"kpis": {"type": "array", "items": ONE, "minItems": 1, "maxItems": kpi_services.MOST_ROWS}}, "kpis")


class ProjectKpis(SourcingView):
    kinds = (FIRM,)
    out = OutcomesOut

    def rows(self) -> Any:
        return selectors.outcome_details(self.home)

    @operation("outcomes:write", "Write the figures to move, all of them", answer=OutcomesOut, body=KPIS)
    def put(self, request: Any, pk: int) -> Response:
        """As the firm, until the kick-off is over; weights add up to 1. The members read them too. `If-Match` takes
        the tag of the project's outcomes. What was measured comes with the answers to `checks`.
        """
        given = self.body()["kpis"]
        project = self.held(self.rows(), pk)
        form = KpiFormSet(_typed(given))
        if not form.is_valid():
            raise Problem(422, errors=list(_wrong(form)))
        kpi_services.kpis_set(project=project, rows=form.rows(), actor=request.user)
        return self.again(pk)


def _typed(given: list[dict[str, Any]]) -> dict[str, str]:
    told = {f"form-{at}-{name}": str(value) for at, row in enumerate(given) for name, value in row.items()}
    return told | {"form-TOTAL_FORMS": str(len(given)), "form-INITIAL_FORMS": "0"}


def _wrong(form: BaseKpis) -> list[Wrong]:
    """Each complaint at its row, and what is wrong with all of them together at the list."""
    found = []
    for at, row in enumerate(form.forms):
        places = {name: f"/kpis/{at}/{name}" for name in row.fields}
        found += form_problem(row, places).errors
    whole = form.non_form_errors().get_json_data()
    return found + [Wrong("/kpis", one["code"] or "invalid", one["message"]) for one in whole]
