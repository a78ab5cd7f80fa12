"""Write docs/validation.md and its plots: `python tests/validation/report.py`, about a minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import memory_folds
from judged import HeldOut, Judged, catalog, held_out, points, predictions, single_card
from peer import PEER, peer_errors
from scatter import scatter

from glmopt.calibration.errors import left
from glmopt.calibration.holdout import TIMED
from glmopt.calibration.points import Point
from glmopt.calibration.predict import Prediction, set_for

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (Path(__file__).resolve().parent / "validation.md.in").read_text(encoding="utf-8")


def main() -> None:
    """Judge every point and write what came out."""
    held = held_out()
    of_llm = memory_folds.left_out(lambda p: p.llm)
    of_source = memory_folds.left_out(lambda p: p.source.split("@")[0])
    fills = {
        "points": str(len(points())),
        "single": str(len(single_card())),
        "targets": targets(held, of_llm),
        "inference": inference(held),
        "memory": memory_table(of_llm, of_source),
        "cards": by_card(held),
        "tasks": by_task(held),
        "groups": groups_table(),
        "peer": peer_table(held),
        "worst": worst(held),
    }
    text = TEXT
    for name, fill in fills.items():
        text = text.replace("{{" + name + "}}", fill)
    (DOCS / "validation.md").write_text(text, encoding="utf-8")
    plots(held, of_llm)


def row(name: str, errors: Iterable[float]) -> list[str]:
    """Points, median, 90th percentile and mean of a group of errors."""
    e = left(errors)
    if not e.points:
        return [name, "0", "-", "-", "-"]
    return [name, str(e.points), f"{e.median:.1%}", f"{e.p90:.1%}", f"{e.bias:+.1%}"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join(["---", *["---:"] * (len(head) - 1)]) + " |"]
    return "\n".join([*lines, *("| " + " | ".join(r) + " |" for r in rows)])


HEAD = ("", "points", "median", "90th percentile", "mean")


def only(judged: Iterable[Judged]) -> list[float]:
    """The errors alone."""
    return [error for _, error in judged]


def targets(held: HeldOut, memory: dict[str, list[Judged]]) -> str:
    """What was to be reached, and what was."""
    asked = (
        ("within an engine generation that has a set, five folds", held.folds, 0.06),
        ("on a card not used in the fit", held.card, 0.12),
        ("on an llm not used in the fit", held.llm, 0.12),
        ("default set on everything", held.default, 0.20),
        ("full fine-tuning memory, llm left out", memory["full"], 0.10),
        ("LoRA, QLoRA and P-tuning memory, llm left out", memory["light"], 0.09),
        ("inference memory, llm left out", memory["inference"], 0.05),
    )
    rows = []
    for name, judged, aim in asked:
        e = left(only(judged))
        verdict = "yes" if e.median <= aim else f"no, by {(e.median - aim) * 100:.1f} points"
        rows.append([name, str(e.points), f"{aim:.0%}", f"{e.median:.1%}", f"{e.p90:.1%}", verdict])
    return table(
        ("median absolute relative error", "points", "aim", "reached", "90th percentile", "met"), rows
    )


def inference(held: HeldOut) -> str:
    """Per efficiency set: fitted, and held out in each way."""
    fitted = [(p.point, p.error) for p in predictions() if p.error is not None and is_single(p.point)]
    ways = (fitted, held.folds, held.card, held.llm, held.engine, held.default)
    head = ("set", "points", "fitted", "five folds", "card out", "llm out", "engine out", "default set")
    rows = []
    for name in sorted({set_for(catalog(), p.point) for p in single_card()}):
        cells = [left(e for p, e in way if set_for(catalog(), p) == name) for way in ways]
        shown = [f"{c.median:.1%} / {c.p90:.1%}" if c.points else "-" for c in cells]
        rows.append([name, str(cells[0].points), *shown])
    overall = [left(only(way)) for way in ways]
    rows.append(["**all**", str(overall[0].points), *(f"**{c.median:.1%}** / {c.p90:.1%}" for c in overall)])
    return table(head, rows)


def is_single(p: Point) -> bool:
    """A time or rate of inference on one card."""
    return p.task in TIMED and p.cards == 1


def by_card(held: HeldOut) -> str:
    """Errors of each card with no point of it in the fit; in the fit of its set where it is the only card."""
    found: dict[str, list[float]] = defaultdict(list)
    for p, e in held.card:
        found[p.card].append(e)
    return table(HEAD, [row(card, errors) for card, errors in sorted(found.items())])


def by_task(held: HeldOut) -> str:
    """Errors of each engine and task in five folds."""
    found: dict[str, list[float]] = defaultdict(list)
    for p, e in held.folds:
        found[f"{p.engine}, {p.task}"].append(e)
    return table(HEAD, [row(name, errors) for name, errors in sorted(found.items())])


def memory_table(of_llm: dict[str, list[Judged]], of_source: dict[str, list[Judged]]) -> str:
    """Memory: by the shipped factors, and held out."""
    fitted: dict[str, list[float]] = defaultdict(list)
    for p in predictions():
        if p.error is not None and "mem" in p.point.task:
            fitted[memory_folds.kind(p.point)].append(p.error)
    rows = []
    for kind in ("full", "light", "inference"):
        cells = [left(e) for e in (fitted[kind], only(of_llm[kind]), only(of_source[kind]))]
        rows.append([kind, str(cells[0].points), *(f"{c.median:.1%} / {c.p90:.1%}" for c in cells)])
    kv = left(p.error for p in predictions() if p.error is not None and p.point.task == "kv_capacity")
    rows.append(["KV capacity of vLLM", str(kv.points), f"{kv.median:.1%} / {kv.p90:.1%}", "-", "-"])
    return table(("memory of", "points", "fitted", "llm out", "source out"), rows)


def groups_table() -> str:
    """Tensor-parallel groups, by the factors that single cards were fitted to."""
    found: dict[tuple[int, str], list[float]] = defaultdict(list)
    for p in predictions():
        if p.error is not None and p.point.cards > 1 and p.point.task in TIMED:
            found[p.point.cards, p.efficiency].append(p.error)
    return table(HEAD, [row(f"{n} cards, {name}", errors) for (n, name), errors in sorted(found.items())])


def peer_table(held: HeldOut) -> str:
    """The same points through another tool, side by side."""
    theirs = peer_errors([p.point for p in single_card()])
    if theirs is None:
        return f"`{PEER}` is not installed here; install the extra `peer` and write this page again."
    lines = {p.line for p, _ in theirs}
    ours = (("five folds", held.folds), ("default set", held.default))
    rows = [row(f"glmopt, {name}", [e for p, e in way if p.line in lines]) for name, way in ours]
    return table(HEAD, [*rows, row(f"{PEER}, its own defaults", only(theirs))])


def worst(held: HeldOut) -> str:
    """The ten points that are furthest off in five folds."""
    ranked = sorted(held.folds, key=lambda judged: -abs(judged[1]))[:10]
    head = ("point", "measured", "error")
    return table(head, [[said(p), f"{p.value:g} {p.unit}", f"{e:+.0%}"] for p, e in ranked])


def said(p: Point) -> str:
    """A point in words."""
    size = f"{p.prompt}+{p.output} tokens, batch {p.batch}"
    return f"{p.engine}, {p.llm} {p.precision} on {p.card}, {p.task}, {size}"


def plots(held: HeldOut, of_llm: dict[str, list[Judged]]) -> None:
    """The scatter plots."""
    fitted = [p for p in predictions() if p.error is not None and is_single(p.point)]
    folder = DOCS / "validation"
    folder.mkdir(exist_ok=True)
    by_set = lambda p: set_for(catalog(), p)  # noqa: E731
    drawings = {
        "fitted": scatter("Inference on one card, fitted", grouped(_judged(fitted), by_set)),
        "folds": scatter("Inference on one card, held out in five folds", grouped(held.folds, by_set)),
        "card": scatter("Inference on a card not used in the fit", grouped(held.card, lambda p: p.card)),
        "engine": scatter("Inference with an engine not used in the fit", grouped(held.engine, by_set)),
        "default": scatter("Inference on one card, default set", grouped(held.default, by_set)),
        "memory": scatter(
            "Memory, llm left out, GiB",
            [(kind, [(p.value, p.value * (1 + e)) for p, e in judged]) for kind, judged in of_llm.items()],
        ),
    }
    for name, drawing in drawings.items():
        (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")


def _judged(found: Iterable[Prediction]) -> list[Judged]:
    return [(p.point, p.error) for p in found if p.error is not None]


def grouped(
    judged: Iterable[Judged], key: Callable[[Point], str]
) -> list[tuple[str, list[tuple[float, float]]]]:
    """Dots by group: measured, predicted."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for p, e in judged:
        found[key(p)].append((p.value, p.value * (1 + e)))
    return sorted(found.items())


if __name__ == "__main__":
    main()
