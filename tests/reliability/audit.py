"""Known vulnerabilities of what is pinned: as pip-audit's service answers, and by what lies in files.

pip-audit passes over a package that its service does not answer for, and ends well: here it counts as not
answered for. The files are a checkout of PyPA's advisory database (a folder for each package) and the list of
insecure versions that safety-db publishes each month (JSON): they may be old, so their newest date is told.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML
from supply import ROOT, versions

PINS = ("lock", "lowest")
# What stands for every version, and what is done about it.
KNOWN = {"ray: >=0": "CVE-2023-48022, disputed: who reaches a cluster runs code on it; ours ask for a token"}


def figures(advisories: Path | None, insecure: Path | None) -> dict[str, Any]:
    """A row for each file of pins and each way to ask."""
    rows = {}
    for pins in PINS:
        file = ROOT / "requirements" / f"{pins}.txt"
        rows[f"{pins}.txt, pip-audit"] = answered(file)
        if advisories is not None:
            rows[f"{pins}.txt, a folder of advisories"] = looked_up(file, advisories)
        if insecure is not None:
            rows[f"{pins}.txt, a list of insecure versions"] = listed(file, insecure)
    return rows


def answered(file: Path) -> dict[str, Any]:
    """What pip-audit says of a file of pins."""
    asked = [
        *("-r", str(file)),
        "--require-hashes",
        "--disable-pip",
        *("-f", "json"),
        "--progress-spinner=off",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "pip_audit", *asked], capture_output=True, text=True, check=False
    )
    told = json.loads(run.stdout)["dependencies"] if run.stdout else []
    answers = sum("skip_reason" not in d for d in told)
    return {
        "packages": len(versions(file.read_text(encoding="utf-8"))),
        "answered for": answers,
        "vulnerable": sum(bool(d.get("vulns")) for d in told) if answers else "not known",
        "what": [f"{d['name']} {d['version']}: {d['vulns'][0]['id']}" for d in told if d.get("vulns")],
    }


def looked_up(file: Path, folder: Path) -> dict[str, Any]:
    """What the advisories of a folder `<package>/<id>.yaml` say of a file of pins."""
    read = YAML(typ="safe", pure=True).load
    known = {canonicalize_name(f.name): f for f in folder.iterdir() if f.is_dir()}
    pinned = versions(file.read_text(encoding="utf-8"))
    about, hit = 0, []
    for name in sorted(pinned.keys() & known.keys()):
        for path in sorted(known[name].glob("*.yaml")):
            advisory = read(path.read_text(encoding="utf-8"))
            if advisory.get("withdrawn"):
                continue
            about += 1
            hit += [f"{name} {v}: {advisory['id']}" for v in pinned[name] if affects(advisory, name, v)]
    dates = [line for path in folder.glob("*/*.yaml") for line in _published(path)]
    return {
        "packages": len(pinned),
        "answered for": len(pinned.keys() & known.keys()),
        "advisories about them": about,
        "vulnerable": len({h.partition(":")[0] for h in hit}),
        "newest advisory": max(dates, default=""),
        "what": hit,
    }


def listed(file: Path, path: Path) -> dict[str, Any]:
    """What a list `{package: [versions]}` with the time of its making says of a file of pins."""
    text = json.loads(path.read_text(encoding="utf-8"))
    made = datetime.fromtimestamp(text.pop("$meta")["timestamp"], UTC)
    known = {canonicalize_name(name): ranges for name, ranges in text.items()}
    pinned = versions(file.read_text(encoding="utf-8"))
    here = sorted(pinned.keys() & known.keys())
    hit = [
        f"{name} {version}: {affected}{_reason(f'{name}: {affected}')}"
        for name in here
        for version in sorted(pinned[name])
        for affected in known[name]
        if SpecifierSet(affected).contains(version, prereleases=True)
    ]
    return {
        "packages": len(pinned),
        "answered for": len(here),
        "advisories about them": sum(len(known[name]) for name in here),
        "vulnerable": len({h.partition(" ")[0] for h in hit}),
        "newest advisory": f"{made:%Y-%m-%d}",
        "what": hit,
    }


def _reason(hit: str) -> str:
    """What is known of a hit, after a dash."""
    return f" -- {KNOWN[hit]}" if hit in KNOWN else ""


def affects(advisory: dict[str, Any], name: str, version: str) -> bool:
    """Whether a version is listed as affected, or lies in a range that begins and has not ended."""
    for affected in advisory.get("affected", ()):
        if canonicalize_name(affected["package"]["name"]) != name:
            continue
        if version in map(str, affected.get("versions", ())):
            return True
        ranges = (r for r in affected.get("ranges", ()) if r["type"] == "ECOSYSTEM")
        if any(_within(r["events"], Version(version)) for r in ranges):
            return True
    return False


def _within(events: list[dict[str, Any]], version: Version) -> bool:
    """Whether the events of a range, in the order of their versions, leave this one affected."""
    inside = False
    for event in events:
        (kind, at), *_ = event.items()
        if kind == "introduced" and version >= Version(str(at)):
            inside = True
        if (kind == "fixed" and version >= Version(str(at))) or (
            kind == "last_affected" and version > Version(str(at))
        ):
            inside = False
    return inside


def _published(path: Path) -> list[str]:
    """The day on which an advisory was published."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("'")[1][:10] for line in lines if line.startswith("published: '")]
