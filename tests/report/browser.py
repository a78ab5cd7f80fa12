"""Where a Chromium is: the one that is named, Playwright's own, or the system's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SKIP = "GLMOPT_SKIP_BROWSER"


def chromium(playwright: Any) -> str | None:
    """The path of a Chromium, None where there is none."""
    named = os.environ.get("GLMOPT_CHROMIUM")
    own = playwright.chromium.executable_path
    found = [named, own if Path(own).exists() else None, *map(shutil.which, SYSTEM)]
    return next((path for path in found if path), None)
