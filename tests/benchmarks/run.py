"""Every figure of docs/performance.md, printed as that page.

Not part of the ordinary tests. Ratios come from one run on one machine; CPU seconds are user and system time,
the median of the repeats (the least, where a figure is inside one process).
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from glmopt.catalog import data_root
from glmopt.problem import Problem, formulate
from glmopt.scenario import catalog_for, load_scenario, parse_settings
from glmopt.solve import dynamic, prove, prove_once
from glmopt.solve.dynamic.kept import KEPT
from glmopt.study import compare

SCENARIO = data_root() / "scenarios" / "200streams.yaml"
REPEATS = 9
GRID = 1_000


def process(command: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of a whole process."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - started


def against(ours: list[str], theirs: list[str]) -> tuple[str, ...]:
    """Median CPU and wall seconds of both, run in turn, and the median of the ratios pair by pair."""
    pairs = [(process(ours), process(theirs)) for _ in range(REPEATS)][1:]
    cells = []
    for k in (0, 1):
        mine, other = [a[k] for a, _ in pairs], [b[k] for _, b in pairs]
        ratio = statistics.median(a / b for a, b in zip(mine, other, strict=True))
        cells += [f"{statistics.median(mine):.3f}", f"{statistics.median(other):.3f}", f"{ratio:.2f}"]
    return tuple(cells)


def cpu(work: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """The least CPU seconds of `work` in this process, and what it gives."""
    best, given = float("inf"), None
    for _ in range(repeats):
        started = time.process_time()
        given = work()
        best = min(best, time.process_time() - started)
    return best, given


def start() -> None:
    """How long a command takes from nothing."""
    python = sys.executable
    glmopt = [python, "-m", "glmopt"]
    bare = [python, "-c", "import typer, pydantic, ruamel.yaml, pulp, highspy"]
    typer = [python, "-c", "import typer"]
    print("## Start\n\nWhole processes, run in turn; seconds, and the median of the ratios of the pairs.\n")
    print("| command | against | CPU s | its CPU s | ratio | wall s | its wall s | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        rows = (
            ("`glmopt --help`", [*glmopt, "--help"], "`import typer`", typer),
            ("`glmopt solve 200streams.yaml`", [*glmopt, "solve", str(SCENARIO)], "the imports alone", bare),
        )
        for name, ours, what, theirs in rows:
            print(f"| {name} | {what} | {' | '.join(against(ours, theirs))} |")
        os.chdir("/")


def problem_of(*settings: str) -> tuple[Any, Any, Problem]:
    """The shipped scenario without its budget and with `settings`; scenario, catalog, problem."""
    scenario = load_scenario(SCENARIO, parse_settings(["budget.max=90000000000", *settings]))
    catalog = catalog_for(scenario)
    return scenario, catalog, formulate(scenario, catalog)


def frontier() -> None:
    """The whole exact frontier against one solve."""
    print(
        "\n## Frontier\n\nThe least cost of every target 1..20,000 by dynamic programming, against one proof of the"
    )
    print(
        "target 20,000 by HiGHS with its ties settled; CPU seconds, the least of three, and twelve targets compared.\n"
    )
    print("| scenario | cards | frontier | one solve | solve / frontier | targets that differ |")
    print("|---|---|---|---|---|---|")
    dice = random.Random(1)  # noqa: S311
    types, orders = "rules.max_card_types=3", "cards.stock.a100-80g.min_order=8"
    for name, settings in (
        ("bare cards, a gang", ()),
        ("at most 3 types, a smallest order", (types, orders)),
    ):
        scenario, _, problem = problem_of(*settings)
        once = scenario.solver.model_copy(update={"prove": "once", "second": "highs"})
        far = replace(problem, streams=20_000)
        one, _ = cpu(lambda far=far, once=once: prove(far, once))  # type: ignore[misc]
        table, values = cpu(lambda problem=problem: dynamic.least(problem, 20_000))  # type: ignore[misc]
        differ = 0
        for target in dice.sample(range(1, 20_001), 12):
            ending, _, _ = prove(replace(problem, streams=target), once)
            differ += ending.objective != int(values[target]) * problem.price_unit
        cards = len(problem.open_offers)
        print(f"| {name} | {cards} | {table:.4f} | {one:.4f} | {one / table:.1f} | {differ} of 12 |")


def sweep() -> None:
    """A grid of targets and budgets against rebuilding and solving each point."""
    scenario, catalog, _ = problem_of()
    targets = ",".join(str(50 + 3 * k) for k in range(GRID // 2))
    grid = parse_settings([f"demand.streams={targets}", "budget.max=900000,900000000"], many=True)
    KEPT.clear()
    spent, found = cpu(lambda: compare(scenario, grid), 1)
    dice = random.Random(1)  # noqa: S311
    some = dice.sample(found.variations, 40)
    by_cbc = scenario.solver.model_copy(update={"second": "cbc"})
    once = scenario.solver.model_copy(update={"prove": "once", "second": "highs"})
    twice_s, told = cpu(lambda: [prove(formulate(v.scenario, catalog), by_cbc) for v in some], 1)
    once_s, _ = cpu(lambda: [prove(formulate(v.scenario, catalog), once) for v in some], 1)
    differ = sum(e.objective != v.solved.ending.objective for v, (e, _, _) in zip(some, told, strict=True))
    rows = len(found.variations)
    ours, twice, single = spent / rows, twice_s / len(some), once_s / len(some)
    print(
        f"\n## Sweep\n\n`glmopt whatif` over {rows:,} points (targets x budgets) in one process, against building and"
    )
    print("solving 40 of them each from scratch; CPU seconds a point.\n")
    print("| grid, a point | HiGHS, ties | ratio | HiGHS and CBC, ties | ratio | points that differ |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {ours:.5f} | {single:.4f} | {single / ours:.1f} | {twice:.4f} | {twice / ours:.1f} | {differ} of 40 |"
    )


def single() -> None:
    """One answer by each way of proof."""
    scenario, _, problem = problem_of()
    print(
        "\n## One solve\n\nThe shipped scenario, problem to counts with ties settled; CPU seconds, the least of three.\n"
    )
    print("| proof | CPU s |\n|---|---|")
    ways = (
        ("HiGHS and CBC", {"second": "cbc"}),
        ("HiGHS and dynamic programming", {}),
        ("HiGHS alone", {"prove": "once", "second": "highs"}),
    )
    for name, keys in ways:
        terms = scenario.solver.model_copy(update=keys)
        print(f"| {name} | {cpu(lambda terms=terms: prove(problem, terms))[0]:.4f} |")  # type: ignore[misc]

    def anew() -> None:
        KEPT.clear()
        prove_once(problem, scenario.solver)

    print(f"| dynamic programming alone, its table made | {cpu(anew)[0]:.4f} |")
    print(
        f"| dynamic programming alone, its table there | {cpu(lambda: prove_once(problem, scenario.solver))[0]:.5f} |"
    )


def main() -> None:
    """Print the page."""
    here = Path(__file__).name
    print(
        f"# Performance\n\nMade by `python tests/benchmarks/{here} > docs/performance.md` with the installed package;"
    )
    print("figures of one run on one machine of two cores shared with other work: compare the ratios.\n")
    start()
    single()
    frontier()
    sweep()


if __name__ == "__main__":
    main()
