"""docs/performance.md is the page that the measured figures make."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "page.py"


def test_the_page_is_made_from_the_figures():
    assert subprocess.run([sys.executable, str(SCRIPT), "--check"], check=False).returncode == 0
