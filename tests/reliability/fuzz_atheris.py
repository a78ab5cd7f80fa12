"""The loaders under atheris, which looks for inputs that reach new code: `fuzz_atheris.py OUT COUNT SEED`.

A process of its own, for libFuzzer ends it. atheris is not among the dependencies: `pip install atheris`.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["glmopt"]):
    from fuzz import Watch, figures, quick_folder
    from fuzz_texts import corpus

LONGEST = 800
SEEDS = 25
# The first byte says which: texts that cost little, for what is found is found by many tries.
KINDS = (
    *("money", "setting", "YAML", "points", "journal", "melange", "vllm-bench", "guidellm"),
    *("aiconfigurator", "hf-config", "classes", "capacity", "scenario"),
)


def main() -> None:
    """Run libFuzzer over the loaders; the figures are written whenever a thousand inputs are done."""
    out, count, seed = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with quick_folder() as folder, tempfile.TemporaryDirectory() as seeds:
        for number, kind in enumerate(KINDS):
            fresh = dict.fromkeys(text for text in corpus()[kind] if len(text) < LONGEST)
            for k, text in enumerate([*fresh][:SEEDS]):
                (Path(seeds) / f"{kind}-{k}").write_bytes(bytes([number]) + text)
        watch = Watch(folder)
        done = 0

        def one(data: bytes) -> None:
            nonlocal done
            if data:
                watch.try_one(KINDS[data[0] % len(KINDS)], data[1:])
            done += 1
            if done % 1000 == 0 or done >= count:
                _write(out, figures(watch.found))

        options = [f"-runs={count}", f"-seed={seed}", f"-max_len={LONGEST}", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *options, seeds], one)
        atheris.Fuzz()


def _write(out: Path, found: dict[str, Any]) -> None:
    fresh = out.with_suffix(".new")
    fresh.write_text(json.dumps(found), encoding="utf-8")
    fresh.replace(out)


if __name__ == "__main__":
    main()
