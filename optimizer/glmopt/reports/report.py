"""From a saved result to the files of its report: checked, studied, rendered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from glmopt.errors import CheckFailure
from glmopt.language import LANGUAGES
from glmopt.reports.pictures import pictures as drawn
from glmopt.reports.sections import Case
from glmopt.result import Saved, judge, read_result
from glmopt.study import Studies, studies

STUDIES = 10


def checked(file: Path) -> Saved:
    """The result in `file`. Raises InputError where it is none, CheckFailure where it does not stand up."""
    saved = read_result(file)
    if findings := judge(saved):
        raise CheckFailure(findings)
    return saved


def studied(
    saved: Saved, seconds: float = 20.0, progress: Callable[[int, int], None] | None = None
) -> Studies:
    """The studies of a saved result, from its file alone. Raises CheckFailure where they contradict it."""
    begun = 0

    def tell(_name: str) -> None:
        nonlocal begun
        if progress:
            progress(begun, STUDIES)
        begun += 1

    status, told = saved.document["status"], saved.document["explain"]
    # What `solve --why` answered already is not asked again.
    named = {"figures that decide": "deciding", "conflicts": "conflicts"}
    found = studies(
        saved.scenario,
        saved.catalog,
        saved.plan,
        saved.variations,
        proved=status == "optimal",
        infeasible=status == "infeasible",
        known={study for study, name in named.items() if told.get(name)},
        seconds=seconds,
        tell=tell,
    )
    if progress:
        progress(STUDIES, STUDIES)
    if findings := _contradictions(saved, found):
        raise CheckFailure(findings)
    return found


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
