"""From a saved result to the files of its report: checked, studied, rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from glmopt.errors import CheckFailure, Fault, InputError
from glmopt.explain import BreakEven, Marginal
from glmopt.language import LANGUAGES
from glmopt.reports.pictures import pictures as drawn
from glmopt.reports.sections import Case
from glmopt.result import Saved, answered, judge, read_result
from glmopt.study import MALFORMED, SECONDS, STUDIES, Studies, recorded_in, studies

# Studies whose answer `solve --why` may have saved, with the questions that make it.
TOLD = {
    "break-even": ("break-even prices",),
    "one more": ("what one more costs",),
    "figures that decide": ("figures that decide",),
    "conflicts": ("conflicts", "ways out"),
}


def checked(file: Path) -> Saved:
    """The result in `file`. Raises InputError where it is none, CheckFailure where it does not stand up."""
    saved = read_result(file)
    if findings := judge(saved):
        raise CheckFailure(findings)
    return saved


def studied(
    saved: Saved,
    seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
    pressed: Callable[[], bool] = lambda: False,
) -> Studies:
    """The studies of a saved result, from its file alone. Raises CheckFailure where they contradict it.

    What the file tells already is not studied again, except that with `seconds` studies that were cut short
    go on for so long. `pressed` tells of Ctrl-C, which ends them with what is there.
    """
    begun = 0

    def tell(_name: str) -> None:
        nonlocal begun
        if progress:
            progress(begun, STUDIES)
        begun += 1

    status, told = saved.document["status"], saved.document["explain"]
    found = studies(
        saved.scenario,
        saved.catalog,
        saved.plan,
        saved.variations,
        proved=status == "optimal",
        infeasible=status == "infeasible",
        known={study for study, asked in TOLD.items() if answered(told, *asked)},
        seconds=SECONDS if seconds is None else seconds,
        recorded=recorded_in(saved.document),
        again=seconds is not None,
        tell=tell,
        pressed=pressed,
    )
    found = replace(
        found,
        breakeven=_prices(told) if answered(told, *TOLD["break-even"]) else found.breakeven,
        marginal=_one_more(told) if answered(told, *TOLD["one more"]) else found.marginal,
    )
    if progress:
        progress(STUDIES, STUDIES)
    if findings := _contradictions(saved, found):
        raise CheckFailure(findings)
    return found


def _prices(told: dict[str, Any]) -> tuple[BreakEven, ...] | None:
    """The break-even prices that `solve --why` saved; None where there is none."""
    try:
        return tuple(
            BreakEven(b["card"], b["bought"], Decimal(b["now"]), _number(b["price"]), b["then"])
            for b in told["breakeven"]
        )
    except MALFORMED:
        raise InputError(Fault("bad-data", "no break-even prices", None, "explain.breakeven")) from None


def _one_more(told: dict[str, Any]) -> tuple[Marginal, ...] | None:
    """What `solve --why` saved of one more of a need; None where there is nothing."""
    try:
        return tuple(Marginal(str(m["need"]), _number(m["cost"])) for m in told["marginal"])
    except MALFORMED:
        raise InputError(Fault("bad-data", "no cost of one more", None, "explain.marginal")) from None


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _contradictions(saved: Saved, found: Studies) -> list[str]:
    """Where a study that solved the base again came to another optimum than the file."""
    ends = []
    if found.comparison is not None:
        ends.append(found.comparison.base.solved)
    findings = []
    for solved in ends:
        again, mine = solved.ending.status, saved.document["status"]
        if {again, mine} == {"optimal", "infeasible"}:
            findings.append(f"status: {mine}, but solved again it is {again}")
        elif again == mine == "optimal" and solved.plan is not None and saved.plan is not None:
            new, old = (plan.worth(saved.scenario.goal) for plan in (solved.plan, saved.plan))
            if new != old:
                findings.append(f"objective: {saved.scenario.goal} {old}, but solved again it is {new}")
    return findings


def drawings_of(saved: Saved) -> dict[str, str]:
    """The picture of servers and links a language; none for bare cards."""
    if saved.plan is None or not saved.plan.nodes:
        return {}
    from glmopt.placement import graph_of
    from glmopt.reports.drawing import svg
    from glmopt.reports.graphs import names

    graph = graph_of(saved.plan, saved.scenario, saved.catalog)
    return {lang: svg(graph, lang, names(saved.catalog, lang)) for lang in LANGUAGES}


def files_of(
    saved: Saved,
    found: Studies,
    lang: str,
    *,
    html: Path | None = None,
    md: Path | None = None,
    xlsx: Path | None = None,
    pictures: Path | None = None,
    png: bool = False,
) -> dict[Path, bytes]:
    """Every file that was asked for, rendered but not written."""
    made: dict[Path, bytes] = {}
    drawings = drawings_of(saved)
    if html is not None:
        from glmopt.reports.html import render as page

        made[html] = page(saved, found, lang, drawings).encode()
    if md is not None:
        from glmopt.reports.markdown import render as markdown

        made[md] = markdown(saved, found, lang).encode()
    if xlsx is not None:
        from glmopt.reports.workbook import workbook

        made[xlsx] = workbook(saved, found, lang)
    if pictures is not None:
        for name, svg in drawn(Case(saved, found, lang), drawings.get(lang, "")).items():
            made[pictures / name] = svg.encode()
            if png:
                from glmopt.reports.png import to_png

                made[(pictures / name).with_suffix(".png")] = to_png(svg)
    return made
