"""The report as Markdown, for a pull request: the answer first, what is long folded away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from glmopt.reports.sections import (
    Case,
    Grid,
    answer,
    cautions,
    curve,
    doubts,
    evidence,
    headline,
    purchase,
    reasons,
    reproduce,
    risk,
    rivals,
    tradeoffs,
)
from glmopt.reports.sections.classes import class_grids
from glmopt.reports.tabular import render as render_table
from glmopt.reports.tabular.md import escape
from glmopt.result import Saved
from glmopt.study import Studies


def render(saved: Saved, studies: Studies, lang: str) -> str:
    """The report in `lang`."""
    return "\n\n".join(_parts(Case(saved, studies, lang))) + "\n"


def _parts(case: Case) -> Iterator[str]:
    _ = case.words
    yield f"# {escape(case.scenario.name.get(case.lang))}"
    yield f"**{escape(answer.sentence(case))}**"
    yield escape(answer.proof(case))
    figures = headline.figures(case)
    if figures:
        yield "\n".join(escape(f"- {f.label}: {f.value} {f.unit}".rstrip() + f" ({f.note})") for f in figures)
    if warnings := cautions.lines(case):
        yield "\n".join(["> [!WARNING]", *(f"> - {escape(line)}" for line in warnings)])
    yield from _section(_("The plan"), purchase.plan_grid(case))
    for title, grid in class_grids(case):
        yield from _section(title, grid)
    yield from _section(_("Servers"), purchase.servers_grid(case))
    yield from _section(_("Cost by category"), purchase.costs_grid(case), purchase.costs_note(case))
    yield from _section(_("Rules in conflict"), reasons.conflict_grid(case))
    yield from _section(_("The nearest scenarios that can be met"), reasons.nearest_grid(case))
    yield from map(escape, reasons.unmet_notes(case))
    yield from _section(_("What if"), rivals.whatif_grid(case), rivals.whatif_note(case))
    note = rivals.alternatives_note(case)
    if note:
        yield from _section(_("Near-optimal alternatives"), rivals.alternatives_grid(case), note)
    yield from _section(_("One goal against another"), tradeoffs.plans_grid(case), tradeoffs.plans_note(case))
    yield from _section(
        _("The most streams for a budget"), tradeoffs.budgets_grid(case), tradeoffs.budgets_note(case)
    )
    yield from _section(_("Break-even prices"), reasons.breakeven_grid(case))
    yield from _section(_("Figures that decide"), doubts.deciding_grid(case), doubts.deciding_note(case))
    yield from _section(_("Figures low and high"), risk.figures_grid(case), risk.figures_note(case))
    yield from _section(_("Prices 20 % lower and higher"), risk.prices_grid(case), risk.prices_note(case))
    yield from _section(_("One input at a time"), doubts.inputs_grid(case), doubts.inputs_note(case))
    yield from _section(_("Prices drawn at random"), None, doubts.confidence(case))
    steps = curve.steps_grid(case)
    if steps is not None:
        yield _folded(_("Cost and streams"), " ".join(curve.notes(case)), _table(steps))
    yield _folded(_("Assumptions and sources"), "", "\n\n".join(_evidence(case)))
    commands = "\n".join(f"{command}  # {what}" for command, what in reproduce.commands(case))
    facts = "\n".join(f"- {escape(name)}: `{value}`" for name, value in reproduce.facts(case))
    scenario = reproduce.scenario_text(case)
    yield f"## {_('How to reproduce')}\n\n```sh\n{commands}\n```\n\n{facts}"
    fence = "`" * (max((len(run) for run in _runs(scenario)), default=0) + 3)
    yield _folded(_("The whole scenario, defaults included"), "", f"{fence}json\n{scenario}\n{fence}")


def _evidence(case: Case) -> Iterator[str]:
    """What the answer rests on, and the sources by the codes that stand in it."""
    _ = case.words
    yield _table(evidence.evidence_grid(case))
    yield evidence.confidence(case)
    rows = [f"- {code}: {title} ({date}), {where}" for code, title, where, date in evidence.sources(case)]
    if rows:
        yield "\n".join(map(escape, rows))


def _section(title: str, grid: Grid | None, note: str = "") -> Iterator[str]:
    if grid is None and not note:
        return
    yield "\n\n".join(part for part in (f"## {title}", escape(note), _table(grid)) if part)


def _table(grid: Grid | None) -> str:
    if grid is None:
        return ""
    table = replace(grid.table, title="", notes=())
    if grid.notes:
        rows = zip(table.rows, grid.notes, strict=True)
        table = replace(
            table, rows=tuple((f"{row[0]} ({note})" if note else row[0], *row[1:]) for row, note in rows)
        )
    return render_table(table, "md").rstrip("\n")


def _folded(title: str, note: str, inside: str) -> str:
    body = "\n\n".join(part for part in (escape(note), inside) if part)
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _runs(text: str) -> Iterator[str]:
    """Runs of backticks inside `text`."""
    import re

    yield from re.findall("`+", text)
