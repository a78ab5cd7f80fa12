"""What notebooks and programs call: a scenario in, an answer or a table out.

A scenario is a record, the path of a file, a YAML text, or plain values: {"demand": {"streams": 200}}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.result import Result, answer, document, dumps
from glmopt.scenario import Scenario, catalog_for, parse_settings, scenario_of

if TYPE_CHECKING:
    import pandas as pd

    from glmopt.plan import BillLine, Line, NodeLine, Totals

Given = Scenario | Path | str | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer(Result):
    """A result that notebooks can show: as a table of pandas, as HTML, as the document of result.json.

    It has what its `plan` has: `lines`, `totals`, `nodes` and `bill`, empty or None where there is no plan.
    """

    @property
    def lines(self) -> tuple[Line, ...]:
        """What to buy, one line a card."""
        return self.plan.lines if self.plan else ()

    @property
    def totals(self) -> Totals | None:
        """Cost, cards, streams and other sums; None where there is no plan."""
        return self.plan.totals if self.plan else None

    @property
    def nodes(self) -> tuple[NodeLine, ...]:
        """The servers; empty for bare cards."""
        return self.plan.nodes if self.plan else ()

    @property
    def bill(self) -> tuple[BillLine, ...]:
        """What is paid for, by category; empty without prices."""
        return self.plan.bill if self.plan else ()

    def to_frame(self, of: Literal["plan", "servers", "costs", "classes"] = "plan") -> pd.DataFrame:
        """The plan, one row a card; or its servers, its costs, its classes of requests.

        One row a kind of server, a line of the bill, what one kind of card serves of a class. Money is
        Decimal. No rows where there is no plan.
        """
        import pandas as pd

        from glmopt.reports import notebook

        rows, columns = {
            "plan": (notebook.plan_rows, notebook.COLUMNS),
            "servers": (notebook.server_rows, notebook.SERVERS),
            "costs": (notebook.cost_rows, notebook.COSTS),
            "classes": (notebook.class_rows, notebook.CLASSES),
        }[of]
        return pd.DataFrame(rows(self), columns=list(columns)).set_index(columns[0])

    def to_json(self) -> str:
        """The document that `glmopt solve -o` writes as result.json."""
        return dumps(document(self)) + "\n"

    def _repr_html_(self) -> str:
        """What a notebook shows: the answer in one sentence, its tables, and what it rests on."""
        import os

        from glmopt.language import default_language
        from glmopt.reports.notebook import html

        return html(self, default_language(os.environ))


def solve(scenario: Given, catalog: Catalog | None = None) -> Answer:
    """The answer to `scenario`, over its own catalog unless one is given.

    Raises InputError, SolverFailure, Disagreement or CheckFailure (glmopt.errors). An infeasible scenario
    is no error: look at `Answer.status`.
    """
    asked = scenario_of(scenario)
    found = answer(asked, catalog or catalog_for(asked))
    return Answer(**{field.name: getattr(found, field.name) for field in fields(Result)})


def whatif(scenario: Given, settings: Iterable[str] = ()) -> pd.DataFrame:
    """The what-if comparison of `scenario` as a table: one row for the base and each variation.

    `settings` are grids such as "budget.max=500000,800000"; without any, the scenario's own what_if blocks
    and sweep are taken.
    """
    from glmopt.study import compare

    return compare(scenario_of(scenario), parse_settings(settings, many=True)).to_frame()


def frontier(scenario: Given, low: int = 1, high: int = 400) -> pd.DataFrame:
    """The least cost of every number of streams from `low` to `high`, one row a step.

    Columns: low, high, cost, purchase, running, cards, new_mix, plan. Money is Decimal, None where nothing
    fits. As in `whatif`, `cost` is the total that is least: the purchase, under `tco` with what running adds
    over the horizon (`running`, None elsewhere). `attrs["complete"]` is False where a limit ended it early.
    """
    import pandas as pd

    from glmopt.reports.frontier_record import money_of
    from glmopt.study import frontier as study

    asked = scenario_of(scenario)
    found = study(asked, catalog_for(asked), low, high)
    rows = [
        {
            "low": step.low,
            "high": step.high,
            "cost": money_of(found, step),
            "purchase": step.plan.totals.cost if step.plan else None,
            "running": step.plan.totals.running if step.plan else None,
            "cards": step.plan.totals.cards if step.plan else None,
            "new_mix": step.new_mix,
            "plan": {line.card: line.count for line in step.plan.lines} if step.plan else None,
        }
        for step in found.steps
    ]
    frame = pd.DataFrame(rows)
    frame.attrs["complete"] = found.complete
    return frame
