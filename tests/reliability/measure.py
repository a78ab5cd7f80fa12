"""The long runs: `python tests/reliability/measure.py WHAT [--count N] [--seconds S]`.

Ordinary tests take a few of the same cases. Each run ends after N cases or S seconds, whichever comes first,
and writes its figures with the command and the date into docs/reliability.json.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figures import record

Figures = dict[str, Any]


def faults(count: int, seconds: float, seed: int) -> Figures:
    """Signals at `count` points in time each, on a quick and on a hard scenario.

    A seed from 1 to 6 is one of the six series alone; 0 is all of them.
    """
    import signal

    from faults import WITHIN_S, series
    from process import World

    found: Figures = {}
    started = time.monotonic()
    kinds = [(n, hard) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL) for hard in (False, True)]
    for number, hard in kinds[seed - 1 : seed] if seed else kinds:
        if time.monotonic() - started > seconds:
            break
        with tempfile.TemporaryDirectory() as folder:
            tally = series(World(Path(folder)), number, count, hard=hard, within_s=WITHIN_S)
        found[f"{number.name}, {'hard' if hard else 'quick'} scenario"] = {
            "points in time": tally.blows,
            "wrong": len(tally.wrong),
            "slowest end in s": round(tally.slowest_s, 2),
            "told a plan": tally.plans,
            "what": tally.wrong[:5],
        }
    return found


def faults_studies(count: int, seconds: float, _seed: int) -> Figures:
    """Ctrl-C at `count` points in time of each kind of study."""
    from faults import STUDIES, WITHIN_S, Tally, strike_study
    from process import World

    found: Figures = {}
    started = time.monotonic()
    for kind in STUDIES:
        tally = Tally()
        for k in range(count):
            if time.monotonic() - started > seconds:
                break
            with tempfile.TemporaryDirectory() as folder:
                tally.add(*strike_study(World(Path(folder)), kind, 0.2 + 0.2 * k, within_s=WITHIN_S))
        found[kind] = {
            "points in time": tally.blows,
            "wrong": len(tally.wrong),
            "slowest end in s": round(tally.slowest_s, 2),
            "what": tally.wrong[:5],
        }
    return found


def load(count: int, _seconds: float, _seed: int) -> Figures:
    """`count` solves, 16 at a time, in one folder with one temp folder."""
    from load import side_by_side
    from process import World

    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        wrong = side_by_side(world, count, 16)
        left = len(list(world.temp.iterdir()))
    return {"solves": count, "at once": 16, "wrong": len(wrong), "files left": left, "what": wrong[:5]}


def time_limits(count: int, seconds: float, _seed: int) -> Figures:
    """Time limits from 0.2 to 5 s on the hard scenario: how far over, and whether bound and plan stand."""
    from process import World, hard_scenario

    over, done, wrong = 0.0, 0, []
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for k in range(count):
            if time.monotonic() - started > seconds:
                break
            limit = round(0.2 + 4.8 * k / max(1, count - 1), 2)
            (world.home / "s.yaml").write_text(hard_scenario(limit), encoding="utf-8")
            document = world.run("solve", "s.yaml", "-f", "json").document()
            done += 1
            over = max(over, document["run"]["seconds"] - limit)
            objective = document["objective"]
            if document["status"] not in ("feasible", "unknown"):
                wrong.append(f"{limit} s: {document['status']}")
            elif document["status"] == "feasible" and not objective["bound"] <= objective["value"]:
                wrong.append(f"{limit} s: bound {objective['bound']} over {objective['value']}")
    return {
        "runs": done,
        "wrong": len(wrong),
        "longest over the limit in s": round(over, 2),
        "what": wrong[:5],
    }


def oracle(count: int, seconds: float, seed: int) -> Figures:
    """`count` random models, as many of each family, against CP-SAT."""
    from families import Oracle
    from oracle import FAMILIES, UNDECIDED, agree

    found: Figures = {family: {"models": 0, "wrong": 0, "undecided": 0} for family in FAMILIES}
    wrong: list[str] = []
    started = time.monotonic()
    with Oracle() as ask:
        for k in range(count):
            if time.monotonic() - started > seconds:
                break
            family = FAMILIES[k % len(FAMILIES)]
            here = agree(ask, family, seed * 10_000_000 + k)
            found[family]["models"] += 1
            undecided = [w for w in here if w.startswith(UNDECIDED)]
            found[family]["undecided"] += bool(undecided)
            found[family]["wrong"] += len(here) > len(undecided)
            wrong += here
    done = sum(f["models"] for f in found.values())
    return {"models": done, "wrong": sum(f["wrong"] for f in found.values()), **found, "what": wrong[:5]}


def edges(count: int, seconds: float, seed: int) -> Figures:
    """`count` budgets at the optimum and one minor unit under it."""
    from oracle import edge

    done, wrong, k = 0, [], 0
    started = time.monotonic()
    while done < count and time.monotonic() - started < seconds:
        here = edge(seed * 10_000_000 + k)
        k += 1
        done += here is not None
        wrong += here or []
    return {"budgets one unit under": done, "wrong": len(wrong), "what": wrong[:5]}


def infeasible(count: int, seconds: float, seed: int) -> Figures:
    """`count` models infeasible by construction: called so, and the rules named are a minimal conflict."""
    from families import Oracle
    from oracle import no_way

    done, wrong = 0, []
    started = time.monotonic()
    with Oracle() as ask:
        while done < count and time.monotonic() - started < seconds:
            wrong += no_way(ask, seed * 10_000_000 + done)
            done += 1
    return {"models": done, "wrong": len(wrong), "what": wrong[:5]}


def laws(count: int, seconds: float, _seed: int) -> Figures:
    """Every metamorphic law on `count` examples, those of servers on a tenth of them."""
    from laws import laws, tried

    found: Figures = {}
    started = time.monotonic()
    for law in laws():
        if time.monotonic() - started > seconds:
            break
        held, broken, what = tried(law, count // 10 if "servers" in law.file else count)
        found[law.sentence] = {"held": held, "wrong": broken, **({"what": [what]} if what else {})}
    wrong = sum(law["wrong"] for law in found.values())
    return {
        "laws": len(found),
        "examples": sum(law["held"] for law in found.values()),
        "wrong": wrong,
        **found,
    }


def same_bytes(count: int, _seconds: float, _seed: int) -> Figures:
    """`count` answers of every Python at hand, by both solvers: the plan and all that is said of it."""
    from same_bytes import SOLVERS, answer, pythons

    found: Figures = {}
    plans = set()
    for version, path in pythons().items():
        for solver in SOLVERS:
            answers = [answer(path, solver) for _ in range(count)]
            plans |= {a.plan for a in answers}
            found[f"Python {version}, {solver} first"] = {
                "answers": len(answers),
                "different": len(set(answers)) - 1,
            }
    return {"answers": count * len(found), "different plans": len(plans) - 1, **found}


def mutants(count: int, seconds: float, seed: int) -> Figures:
    """`count` seeded mutants of program and check: how many the tests notice."""
    from mutant_runs import killed
    from mutants import mutants

    with tempfile.TemporaryDirectory() as folder:
        tried, alive = killed(count, seconds, seed, Path(folder))
    return {
        "possible": len(mutants(seed)),
        "tried": tried,
        "killed": tried - len(alive),
        "per cent": round(100 * (tried - len(alive)) / max(1, tried), 1),
        "alive": alive,
    }


def survivors(_count: int, seconds: float, _seed: int) -> Figures:
    """The mutants that the last run left alive, tried again with the tests of now."""
    from figures import load
    from mutant_runs import again, told_again

    figures: Figures = load()["mutants"]["figures"]
    with tempfile.TemporaryDirectory() as folder:
        alive = again(figures["alive"], seconds, Path(folder))
    return told_again(figures, alive)


def fuzz(count: int, seconds: float, seed: int) -> Figures:
    """`count` inputs through every loader: 49 of 50 spoiled texts, the others examples of hypothesis."""
    from fuzz import Watch, figures, fuzz, quick_folder
    from fuzz_examples import examples

    with quick_folder() as folder:
        watch = Watch(folder)
        examples(watch, count // 50, seconds / 4, seed)
        by_hypothesis = sum(f.inputs for f in watch.found.values())
        fuzz(watch, count - count // 50, 3 * seconds / 4, seed)
    found = figures(watch.found)
    total = sum(f.inputs for f in watch.found.values())
    return {"inputs": total, "by hypothesis": by_hypothesis, "by mutation": total - by_hypothesis, **found}


def fuzz_atheris(count: int, seconds: float, seed: int) -> Figures:
    """`count` inputs that atheris makes, for loaders whose code it watches."""
    script = Path(__file__).with_name("fuzz_atheris.py")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        command = [sys.executable, str(script), str(out), str(count), str(seed)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, cwd=folder, timeout=seconds, check=False, stderr=subprocess.DEVNULL)
        found: Figures = json.loads(out.read_text(encoding="utf-8"))
    return {"inputs": sum(f["inputs"] for f in found.values()), **found}


def bad_input(_count: int, _seconds: float, seed: int) -> Figures:
    """Files that must be refused: ours, and those of the corpus in CORPUS; every `seed`-th of each."""
    from bad_input import figures

    corpus = os.environ.get("CORPUS")
    return dict(figures(Path(corpus) if corpus else None, max(1, seed)))


def supply(_count: int, _seconds: float, seed: int) -> Figures:
    """tests/run with other versions of the dependencies: a seed of 1 is the lowest, 2 the newest, 0 both."""
    from supply import whole

    kinds = ("lowest", "newest")
    return {f"PINS={pins}": whole(pins) for pins in (kinds[seed - 1 : seed] if seed else kinds)}


def audit(_count: int, _seconds: float, _seed: int) -> Figures:
    """Known vulnerabilities of the pins: by pip-audit, and by the files in ADVISORIES and INSECURE."""
    from audit import figures

    asked = (os.environ.get(name) for name in ("ADVISORIES", "INSECURE"))
    return figures(*(Path(name) if name else None for name in asked))


RUNS: dict[str, Callable[[int, float, int], Figures]] = {
    "audit": audit,
    "faults": faults,
    "load": load,
    "faults-studies": faults_studies,
    "time-limits": time_limits,
    "oracle": oracle,
    "edges": edges,
    "infeasible": infeasible,
    "laws": laws,
    "mutants": mutants,
    "pythons": same_bytes,
    "supply": supply,
    "survivors": survivors,
    "fuzz": fuzz,
    "fuzz-atheris": fuzz_atheris,
    "bad-input": bad_input,
}


def main() -> None:
    """Run what is asked and write its figures down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=RUNS)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--more", action="store_true", help="add to the figures of earlier runs")
    asked = parser.parse_args()
    started = time.monotonic()
    figures = RUNS[asked.what](asked.count, asked.seconds, asked.seed)
    command = f"python tests/reliability/measure.py {' '.join(sys.argv[1:])}"
    record(asked.what, command, figures, time.monotonic() - started, more=asked.more)
    sys.stdout.write(f"{asked.what}: {figures}\n")


if __name__ == "__main__":
    main()
