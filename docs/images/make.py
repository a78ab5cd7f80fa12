"""Make the screenshots of the report that README shows: report-zh.png and report-en.png.

    pip install -e ".[dev]" && python docs/images/make.py

Needs a Chromium: the one in GLMOPT_CHROMIUM, Playwright's own, or the system's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from glmopt.catalog import data_root
from glmopt.reports.html import render
from glmopt.reports.report import checked, drawings_of, studied
from glmopt.result import answer, document, dumps
from glmopt.scenario import catalog_for, load_scenario

HERE = Path(__file__).resolve().parent
SCENARIO = data_root() / "scenarios" / "200streams.yaml"
WIDTH, HEIGHT = 1100, 760
SYSTEM = ("chromium", "chromium-browser", "google-chrome")


def report(folder: Path) -> Path:
    """The report of the first scenario as a file in `folder`."""
    scenario = load_scenario(SCENARIO)
    result = folder / "result.json"
    result.write_text(dumps(document(answer(scenario, catalog_for(scenario)))), encoding="utf-8")
    saved = checked(result)
    page = folder / "report.html"
    page.write_text(render(saved, studied(saved, 600), "zh", drawings_of(saved)), encoding="utf-8")
    return page


def main() -> None:
    """Take the pictures: the answer with its head figures, and the curve with its slider."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        found = [os.environ.get("GLMOPT_CHROMIUM"), own if Path(own).exists() else None]
        path = next((p for p in (*found, *map(shutil.which, SYSTEM)) if p), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        url = report(Path(folder)).as_uri()
        for lang in ("zh", "en"):
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(url)
            page.click(f"label[for=lang-{lang}]")
            # One picture of the first screen and of the curve below it: what lies between is not shown.
            page.evaluate(
                """(lang) => {
                  const main = document.querySelector(`main[data-lang=${lang}]`);
                  for (const one of main.querySelectorAll("section, nav, footer")) {
                    if (!one.querySelector(".slider")) one.hidden = true;
                  }
                  for (const one of main.querySelectorAll("nav, details")) one.hidden = true;
                }""",
                lang,
            )
            page.screenshot(path=HERE / f"report-{lang}.png", full_page=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
