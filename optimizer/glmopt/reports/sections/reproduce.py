"""How to get the same answer again: commands, versions, digests, the whole scenario."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from glmopt.reports.sections.case import Case


def commands(case: Case) -> tuple[tuple[str, str], ...]:
    """Each command with what it is for."""
    _ = case.words
    version = case.document["lock"]["glmopt"]
    return (
        (f"pip install glmopt=={version}", _("the same version of glmopt")),
        ("glmopt check result.json", _("judge the saved plan again, without a solver")),
        ("glmopt solve scenario.json -o again", _("solve the scenario below, saved as scenario.json")),
        ("glmopt report result.json --html report.html", _("make this report")),
    )


def facts(case: Case) -> tuple[tuple[str, str], ...]:
    """Versions and digests, name and value."""
    return tuple(_facts(case))


def _facts(case: Case) -> Iterator[tuple[str, str]]:
    _ = case.words
    lock, run = case.document["lock"], case.document["run"]
    solvers = ", ".join(dict.fromkeys(case.solver(p["solver"], p["version"]) for p in run["proofs"]))
    yield "glmopt", str(lock["glmopt"])
    yield "Python", str(run["python"])
    yield _("solvers"), solvers or "–"
    yield _("digest of the result (SHA-256)"), str(case.document["digest"])
    yield _("digest of the catalog (SHA-256)"), str(lock["catalog_sha256"])
    if lock["prices"]:
        yield _("price list"), f"{lock['prices']} ({lock['prices_as_of']})"
    files = sorted({place.split(":")[0] for place in case.document["scenario"]["origins"].values()})
    if files:
        yield _("written in"), ", ".join(files)


def scenario_text(case: Case) -> str:
    """The effective scenario with its defaults, as JSON, which glmopt reads as the YAML that it also is."""
    return json.dumps(_plain(case.document["scenario"]["effective"]), ensure_ascii=False, indent=1)


def _plain(value: Any) -> Any:
    """Without empty values, Decimals as numbers that read back exactly."""
    from glmopt.result import jsonable

    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if v is not None}
    return jsonable(value)
