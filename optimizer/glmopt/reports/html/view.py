"""Everything that the page shows in one language, as plain data for the template."""

from __future__ import annotations

from glmopt.catalog import load_catalog
from glmopt.dataclass import dataclass
from glmopt.reports.baseline import baseline, baseline_rules
from glmopt.reports.baseline_table import baseline_table
from glmopt.reports.classes_picture import classes_picture
from glmopt.reports.derivation import derivation_table
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
from glmopt.reports.tabular import Table
from glmopt.study import INTERRUPTED, NOT_PROVED, TIME_OVER


@dataclass(frozen=True, slots=True)
class View:
    """One language of the page; a part that is None or empty is not shown."""

    name: str
    status: str
    sentence: str
    proof: str
    figures: tuple[headline.Figure, ...]
    cautions: tuple[str, ...]
    plan: Grid | None
    classes_wide: str
    classes_narrow: str
    class_grids: tuple[tuple[str, Grid], ...]
    servers: Grid | None
    drawing: str
    costs: Grid | None
    costs_note: str
    conflict: Grid | None
    nearest: Grid | None
    unmet_notes: tuple[str, ...]
    whatif: Grid | None
    whatif_note: str
    curve_title: str
    curve_height: str
    curve_wide: str
    curve_narrow: str
    legend: tuple[tuple[str, str, str], ...]
    curve_notes: tuple[str, ...]
    steps: Grid | None
    target: int
    highest: int
    alternatives: Grid | None
    alternatives_note: str
    plans: Grid | None
    plans_note: str
    budgets: Grid | None
    budgets_note: str
    binding: Grid | None
    breakeven: Grid | None
    marginal: tuple[str, ...]
    deciding: Grid | None
    deciding_note: str
    figures_risk: Grid | None
    figures_note: str
    prices_risk: Grid | None
    prices_note: str
    tornado: str
    inputs: Grid | None
    inputs_note: str
    inputs_picture: str
    confidence: str
    baseline: Table
    derivation: Table
    evidence: Grid
    confidence_note: str
    sources: tuple[tuple[str, str, str, str], ...]
    commands: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    scenario: str
    left_out: tuple[str, ...]


def view(case: Case, drawing: str) -> View:
    """The page's content in the language of `case`."""
    catalog, found = load_catalog(), case.studies.frontier
    title, height = curve.heads(case)
    demand = baseline_rules(catalog).stream_tflops.value
    return View(
        name=case.scenario.name.get(case.lang),
        status=case.status,
        sentence=answer.sentence(case),
        proof=answer.proof(case),
        figures=headline.figures(case),
        cautions=cautions.lines(case),
        plan=purchase.plan_grid(case),
        classes_wide=classes_picture(case.saved, case.words, case.lang, "wide", bare=True),
        classes_narrow=classes_picture(case.saved, case.words, case.lang, "narrow", narrow=True, bare=True),
        class_grids=tuple(class_grids(case)),
        servers=purchase.servers_grid(case),
        drawing=drawing,
        costs=purchase.costs_grid(case),
        costs_note=purchase.costs_note(case),
        conflict=reasons.conflict_grid(case),
        nearest=reasons.nearest_grid(case),
        unmet_notes=reasons.unmet_notes(case),
        whatif=rivals.whatif_grid(case),
        whatif_note=rivals.whatif_note(case),
        curve_title=title,
        curve_height=height,
        curve_wide=curve.picture(case, "wide"),
        curve_narrow=curve.picture(case, "narrow", narrow=True),
        legend=curve.legend(case),
        curve_notes=curve.notes(case),
        steps=curve.steps_grid(case),
        target=curve.target(case),
        highest=found.steps[-1].high if found else 0,
        alternatives=rivals.alternatives_grid(case),
        alternatives_note=rivals.alternatives_note(case),
        plans=tradeoffs.plans_grid(case),
        plans_note=tradeoffs.plans_note(case),
        budgets=tradeoffs.budgets_grid(case),
        budgets_note=tradeoffs.budgets_note(case),
        binding=reasons.binding_grid(case),
        breakeven=reasons.breakeven_grid(case),
        marginal=reasons.marginal_lines(case),
        deciding=doubts.deciding_grid(case),
        deciding_note=doubts.deciding_note(case),
        figures_risk=risk.figures_grid(case),
        figures_note=risk.figures_note(case),
        prices_risk=risk.prices_grid(case),
        prices_note=risk.prices_note(case),
        tornado=risk.picture(case, "risk"),
        inputs=doubts.inputs_grid(case),
        inputs_note=doubts.inputs_note(case),
        inputs_picture=doubts.inputs_picture(case, "tornado"),
        confidence=doubts.confidence(case),
        baseline=baseline_table(baseline(catalog, "seed"), case.lang, demand),
        derivation=derivation_table(catalog, "seed", case.lang),
        evidence=evidence.evidence_grid(case),
        confidence_note=evidence.confidence(case),
        sources=evidence.sources(case),
        commands=reproduce.commands(case),
        facts=reproduce.facts(case),
        scenario=reproduce.scenario_text(case),
        left_out=_left_out(case),
    )


def _left_out(case: Case) -> tuple[str, ...]:
    """The studies that did not get done, with the reason of each."""
    _ = case.words
    names = {
        "what-if": _("what-if table"),
        "frontier": _("cost and streams"),
        "budgets": _("most streams of every budget"),
        "two criteria": _("one goal against another"),
        "alternatives": _("near-optimal alternatives"),
        "break-even": _("break-even prices"),
        "one more": _("cost of one more"),
        "figures that decide": _("figures that decide"),
        "risk": _("risk"),
        "one input at a time": _("one input at a time"),
        "draws of prices": _("draws of prices"),
        "conflicts": _("conflicts"),
    }
    reasons_of = {
        TIME_OVER: _("its time of {seconds} s was over"),
        NOT_PROVED: _("not proved within its {seconds} s"),
        INTERRUPTED: _("interrupted"),
    }
    seconds = f"{case.studies.seconds:g}"
    return tuple(
        _("{study}: {reason}").format(study=names[name], reason=reasons_of[why].format(seconds=seconds))
        for name, why in case.studies.left_out.items()
        if why in reasons_of
    )
