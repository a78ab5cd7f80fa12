"""Measure sections of docs/performance.md and write the page: `python tests/benchmarks/run.py [SECTION...]`.

Without names every section is measured. Not part of the ordinary tests.
"""

from __future__ import annotations

import importlib
import sys

from figures import save
from page import PAGE, SECTIONS, page


def main(names: list[str]) -> None:
    """Measure the named sections, one after the other; the page follows each of them."""
    if unknown := set(names) - set(SECTIONS):
        raise SystemExit(f"no section {', '.join(sorted(unknown))}: {', '.join(SECTIONS)}")
    for name in names or SECTIONS:
        save(name, f"python tests/benchmarks/run.py {name}", importlib.import_module(name).measure())
        PAGE.write_text(page(), encoding="utf-8")
        print(name, "measured", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
