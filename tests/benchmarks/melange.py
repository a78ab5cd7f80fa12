"""glmopt and Mélange's own formulation, side by side in one run; the figures are docs/performance-classes.md.

    python tests/benchmarks/melange.py [--limit 60] [--total 900] [--only 'F[0126]'] [--write]

The peer is built here from its published description (arXiv 2404.14527; docs/classes.md repeats it): a 0/1
variable for each slice and GPU type, integer GPU counts, PuLP and its bundled CBC with default settings. A
throughput of 0 counts as a load of a million, as in AIBrix's version, for the original divides by it. Time is
taken from parsed tables in memory to an answer in memory, for both: building the program, solving, reading it
back; for glmopt also the exact loads, its proof, ties settled, and shares that are exact. Once with one proof,
as the peer has none, and once with two, as `glmopt solve` does. Processor time, of this process and of the
solver's, is lengthened least by other work on the machine. `total` bounds the whole run: where it is over, the
peer is no longer asked. `--rows FILE` keeps what was measured: the same command again goes on where it ended.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import re
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pulp

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from tests.classes.instances import instances  # noqa: E402

from glmopt.importing import melange  # noqa: E402
from glmopt.problem import formulate  # noqa: E402
from glmopt.scenario import catalog_for, load_scenario  # noqa: E402
from glmopt.scenario.model import SolverTerms  # noqa: E402
from glmopt.solve import prove, prove_once  # noqa: E402
from glmopt.solve.exactly import shares_of  # noqa: E402

PAGE = HERE.parent.parent / "docs" / "performance-classes.md"
NO_LOAD = 1e6
# Where both take less than QUICK seconds they run REPEATS times more, in turn, and the fastest run counts.
QUICK, REPEATS = 1.5, 6


HEAD = (
    "instance",
    "slices",
    "glmopt, $/h",
    "peer, $/h",
    "one proof, s",
    "two proofs, s",
    "peer, s",
    "one proof: times as fast",
    "two proofs: times as fast",
)
TITLE = """\
# Classes of requests against the peer's formulation

Made by `{command}`
(Python {python}, PuLP {pulp}) on a machine of two cores that other work kept busy: compare the ratios. Mélange's model (see [classes.md](classes.md)) in PuLP and CBC and glmopt, in turn, from parsed tables
in memory to an answer in memory; start-up of neither is in it. The peer proves nothing to anybody; glmopt's
answer comes with one exact proof, or with the two that `glmopt solve` asks for, ties settled and exact shares
either way. Seconds on the wall, and of processors in brackets; ratios likewise. The fastest of {repeats} runs where they are
short. *None*: no proved answer of the peer within {limit:g} s.
"""


@dataclass(frozen=True)
class Timed:
    """Seconds on the wall and of processors, and what came out."""

    wall: float
    cpu: float
    answer: Any


@dataclass(frozen=True)
class Row:
    """One instance: costs in $/h; `peer` None where it was not asked, its answer None where it gave none."""

    name: str
    slices: int
    known: float
    cost: float
    once: Timed
    twice: Timed
    peer: Timed | None


def timed(*works: Callable[[], Any], repeats: int = 1) -> list[Timed]:
    """The fastest run of each work, all in turn."""
    best: list[Timed] = []
    for _ in range(repeats):
        runs = [_timed(work) for work in works]
        best = [_faster(*pair) for pair in zip(best, runs, strict=True)] if best else runs
    return best


def _faster(one: Timed, other: Timed) -> Timed:
    """The least of either kind of time of two runs."""
    return Timed(min(one.wall, other.wall), min(one.cpu, other.cpu), other.answer)


def _timed(work: Callable[[], Any]) -> Timed:
    gc.collect()  # or one would pay for what the other left
    wall, cpu = time.perf_counter(), _processors()
    answer = work()
    return Timed(time.perf_counter() - wall, _processors() - cpu, answer)


def _processors() -> float:
    """Seconds of processor time of this process and of the solvers it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def peer(config: dict[str, Any], limit: float) -> float | None:
    """Cost of the peer's answer; None where it has no proved one within the limit."""
    gpus, slices = config["gpu_info"], config["slice_factor"]
    histogram = [x for row in config["workload_distribution"] for x in row]
    speeds = {g: [x for row in info["tputs"] for x in row] for g, info in gpus.items()}
    loads = []
    for b, part in enumerate(histogram):
        rate = part * config["total_request_rate"] / slices
        loads += [{g: rate / speeds[g][b] if speeds[g][b] else NO_LOAD for g in gpus}] * slices
    program = pulp.LpProblem("peer", pulp.LpMinimize)
    sent = [
        {g: program.add_variable(f"x_{i}_{k}", 0, 1, "Integer") for k, g in enumerate(gpus)}
        for i in range(len(loads))
    ]
    count = {g: program.add_variable(f"y_{k}", 0, None, "Integer") for k, g in enumerate(gpus)}
    program += pulp.lpSum(gpus[g]["cost"] * count[g] for g in gpus)
    for x in sent:
        program += pulp.lpSum(x.values()) == 1
    for g in gpus:
        program += pulp.lpSum(load[g] * x[g] for load, x in zip(loads, sent, strict=True)) <= count[g]
    program.solve(pulp.PULP_CBC_CMD(msg=0, timeLimit=limit))
    if program.sol_status != pulp.LpSolutionOptimal:
        return None
    return float(sum(gpus[g]["cost"] * round(count[g].varValue) for g in gpus))


def row_of(one: dict[str, Any], folder: Path, limit: float | None) -> Row:
    """Both tools on one instance."""
    config = one["melange"]
    for suffix, text in melange(json.dumps(config), "c.json", (), "m.yaml").texts.items():
        (folder / (f"m{suffix}" if suffix else "m.yaml")).write_text(text, encoding="utf-8")
    scenario = load_scenario(folder / "m.yaml")
    catalog, hours = catalog_for(scenario), scenario.money.hours or 1

    def once() -> float:
        problem = formulate(scenario, catalog)
        ending, counts = prove_once(problem, SolverTerms())
        assert ending.status == "optimal"
        assert counts is not None
        assert problem.workload is not None
        assert shares_of(problem.workload, counts)
        return (ending.objective or 0) / 100 / hours

    def twice() -> int:
        problem = formulate(scenario, catalog)
        ending, counts, _ = prove(problem, SolverTerms())
        assert counts is not None
        assert problem.workload is not None
        assert shares_of(problem.workload, counts)
        return len(ending.proofs)

    slices = one["slice_factor"] * sum(len(r) for r in config["workload_distribution"])
    works = [once, twice] if limit is None else [once, twice, lambda: peer(config, limit)]
    times = timed(*works)
    if max(t.wall for t in times) < QUICK:
        again = timed(*works, repeats=REPEATS)
        times = [_faster(*pair) for pair in zip(times, again, strict=True)]
    theirs = times[2] if limit is not None else None
    return Row(one["name"], slices, one["split_optimum"], times[0].answer, times[0], times[1], theirs)


def kept(file: Path | None) -> list[Row]:
    """The rows of runs before this one."""
    if file is None or not file.is_file():
        return []
    found = json.loads(file.read_text(encoding="utf-8"))
    parts = ("once", "twice", "peer")
    return [Row(**(r | {part: r[part] and Timed(**r[part]) for part in parts})) for r in found]


def table(rows: list[Row]) -> list[str]:
    """The figures as Markdown."""
    lines = [f"| {' | '.join(HEAD)} |", f"|{' --- |' * len(HEAD)}"]
    for r in rows:
        cost, took, ratios = "not asked", "", ["", ""]
        if r.peer is not None:
            cost = "none" if r.peer.answer is None else f"{r.peer.answer:.3f}"
            took = _seconds(r.peer)
            more = "> " if r.peer.answer is None else ""
            ratios = [
                f"{more}{r.peer.wall / t.wall:,.1f} ({r.peer.cpu / t.cpu:,.1f})" for t in (r.once, r.twice)
            ]
        two = _seconds(r.twice) + ("" if r.twice.answer == 2 else ", proved once")
        cells = (r.name, str(r.slices), f"{r.cost:.3f}", cost, _seconds(r.once), two, took, *ratios)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _seconds(t: Timed) -> str:
    return f"{t.wall:.3f} ({t.cpu:.3f})"


def summary(rows: list[Row]) -> list[str]:
    """What the figures say, counted and not told."""
    asked = [r for r in rows if r.peer is not None]
    answered = [r for r in asked if r.peer and r.peer.answer is not None]
    dearer = [r for r in answered if r.peer and r.peer.answer > r.cost + 1e-6]
    reached = "yes" if all(r.cost <= r.known + 1e-6 for r in rows) else "NO"
    answers = (
        f"{len(asked)} times and answered {len(answered)} times; {len(dearer)} of its answers are dearer"
    )
    lines = [
        f"- Each of the {len(rows)} instances ended at or below the known optimum plus 1e-6: {reached}.",
        f"- The peer was asked {answers}.",
    ]
    many = [r for r in asked if r.slices == 480]
    for name, which in (("one proof", "once"), ("two proofs", "twice")):
        for unit, key in (("on the wall", "wall"), ("of processors", "cpu")):
            ratios = {r.name: getattr(r.peer, key) / getattr(getattr(r, which), key) for r in asked}
            slower = [r.name for r in answered if ratios[r.name] < 1]
            told = f"- With {name}, seconds {unit}: slower on {len(slower)} of the {len(answered)}"
            told += f" ({', '.join(slower)})" if slower else ""
            if many:
                of_many = sorted(ratios[r.name] for r in many)
                enough = sum(x >= 20 for x in of_many)
                told += (
                    f"; on 480 slices {of_many[0]:.1f} to {of_many[-1]:,.0f} times as fast, median "
                    f"{of_many[len(of_many) // 2]:,.0f}, 20 times and more on {enough} of {len(many)}"
                )
            lines.append(told + ".")
    return lines


def main() -> None:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shape)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--total", type=float, default=900)
    parser.add_argument("--only", default="")
    parser.add_argument("--rows", type=Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    # The small ones first, then those of 480 slices: they are what the time is for.
    order = sorted(instances(), key=lambda one: ("F01623475".index(one["name"][1]), one["rate"]))
    end, rows = time.monotonic() + asked.total, kept(asked.rows)
    known = {r.name for r in rows if r.peer is not None}
    rows = [r for r in rows if r.name in known]
    with tempfile.TemporaryDirectory() as folder:
        for one in (o for o in order if re.match(asked.only, o["name"]) and o["name"] not in known):
            limit = asked.limit if end - time.monotonic() > asked.limit else None
            rows.append(row_of(one, Path(folder), limit))
            print(table(rows[-1:])[2], flush=True)
            if asked.rows is not None:
                asked.rows.write_text(json.dumps([asdict(r) for r in rows]), encoding="utf-8")
    rows.sort(key=lambda r: r.name)
    only = f" --only '{asked.only}'" if asked.only else ""
    again = " --rows FILE, again and again" if asked.rows else ""
    command = f"python tests/benchmarks/melange.py --limit {asked.limit:g} --total {asked.total:g}{only}{again} --write"
    head = TITLE.format(
        command=command,
        python=platform.python_version(),
        pulp=pulp.__version__,
        repeats=REPEATS + 1,
        limit=asked.limit,
    )
    text = "\n".join([head, *summary(rows), "", *table(rows), ""])
    print(text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
