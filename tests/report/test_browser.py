"""The report in a real browser: slider, languages, no request, hostile names, phone, dark, paper."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from glmopt.reports.numbers import amount, difference
from glmopt.reports.sections import Case
from glmopt.reports.sections.curve import layers_of

from .browser import SKIP, chromium
from .conftest import Made

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Make = Callable[[str], Made]
Open = Callable[..., "Page"]
NAMES = ("200streams", "200streams-measured", "budget-ladder", "no-prices", "tight", "servers", "hostile")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the module. There has to be one, unless the environment says to go without."""
    if os.environ.get(SKIP):
        pytest.skip(f"{SKIP} is set")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            pytest.fail(f"no Chromium: install one, name it in GLMOPT_CHROMIUM, or set {SKIP}=1")
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def seen() -> dict[str, list[str]]:
    """What pages have asked for and complained of."""
    return {"requests": [], "complaints": []}


@pytest.fixture
def show(browser: Browser, make: Make, tmp_path: Path, seen: dict[str, list[str]]) -> Iterator[Open]:
    """Open the report of a scenario in a fresh context; every request and complaint goes to `seen`."""
    contexts = []

    def show(name: str, lang: str = "zh", **options: Any) -> Page:
        path = tmp_path / f"{name}.html"
        path.write_text(make(name).html, encoding="utf-8")
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: seen["requests"].append(request.url))
        page.on("console", lambda message: seen["complaints"].append(message.text))
        page.on("pageerror", lambda error: seen["complaints"].append(str(error)))
        page.on("dialog", lambda dialog: (seen["complaints"].append("dialog"), dialog.dismiss()))
        page.goto(path.as_uri())
        page.click(f"label[for=lang-{lang}]")
        return page

    yield show
    for context in contexts:
        context.close()


def aim(page: Page, lang: str, target: int) -> None:
    """Move the slider of the shown language."""
    page.locator(f"#aim-{lang}").evaluate(
        "(input, t) => { input.value = t; input.dispatchEvent(new Event('input', {bubbles: true})); }", target
    )


def told(page: Page, lang: str, key: str) -> str:
    return page.locator(f"main[data-lang={lang}] [data-of={key}]").inner_text()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_for_and_nothing_complained_of(
    name: str, show: Open, seen: dict[str, list[str]]
) -> None:
    page = show(name)
    if page.locator(".slider").count():
        aim(page, "zh", 3)
    page.click("label[for=lang-en]")
    for summary in page.locator("main[data-lang=en] summary").all():
        summary.click()
    outside = [url for url in seen["requests"] if not url.startswith(("file:", "data:"))]
    assert outside == []
    assert len([url for url in seen["requests"] if url.startswith("file:")]) == 1
    assert seen["complaints"] == []


def test_the_policy_stops_what_does_not_belong(show: Open, seen: dict[str, list[str]]) -> None:
    """A request, a script and a picture that somebody smuggles in come to nothing."""
    page = show("200streams")
    refused = page.evaluate(
        """async () => {
          const script = document.createElement("script");
          script.textContent = "window.smuggled = 1";
          document.body.append(script);
          const image = new Image();
          image.src = "https://example.org/x.png";
          document.body.append(image);
          let refused = false;
          try { await fetch("https://example.org/"); } catch { refused = true; }
          return refused && window.smuggled === undefined;
        }"""
    )
    assert refused
    assert all("Content Security Policy" in line for line in seen["complaints"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["200streams", "no-prices", "budget-ladder", "hostile"])
def test_the_slider_tells_every_step_exactly(name: str, lang: str, show: Open, make: Make) -> None:
    """Cost, difference, cards, streams and composition of each step, at both of its ends."""
    made = make(name)
    found = made.studies.frontier
    assert found is not None
    assert made.saved.plan is not None
    base = made.saved.plan.totals.cost
    page = show(name, lang)
    cards = made.saved.catalog.cards
    layers = layers_of(Case(made.saved, made.studies, lang), found)
    for step in found.steps[:: max(1, len(found.steps) // 12)]:
        for target in {step.low, step.high}:
            aim(page, lang, target)
            assert step.plan is not None
            t = step.plan.totals
            assert told(page, lang, "c") == (amount(t.cost) or amount(t.cards))
            if base is None or t.cost is None:
                expected = difference(t.cards - made.saved.plan.totals.cards)
            else:
                expected = difference(t.cost - base)
            assert told(page, lang, "d") == expected
            assert told(page, lang, "n") == amount(t.cards)
            shown = page.locator(f"main[data-lang={lang}] .made-of .what").all_inner_texts()
            counts = [(c, step.plan.count(c)) for c in layers]
            bought = [f"{amount(n)} × {cards[c].name.get(lang)}" for c, n in counts if n]
            assert [re.sub(r"\s+", " ", s) for s in shown] == [re.sub(r"\s+", " ", b) for b in bought]


def test_the_slider_says_what_the_budget_says(show: Open, make: Make) -> None:
    page = show("200streams", "en")
    found = make("200streams").studies.frontier
    assert found is not None
    for step in found.steps:
        if step.plan is None or step.plan.totals.cost is None:
            continue
        aim(page, "en", step.low)
        left = 1_200_000 - step.plan.totals.cost
        words = f"{amount(left)} of the budget left" if left >= 0 else f"{amount(-left)} over the budget"
        assert told(page, "en", "b") == words
    assert left < 0


def test_mark_keyboard_and_number_go_together(show: Open) -> None:
    page = show("200streams", "en")
    slider = page.locator("#aim-en")
    before = page.locator("main[data-lang=en] .for-wide .cursor circle").get_attribute("cx")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "201"
    number = page.locator("main[data-lang=en] .exact")
    assert number.input_value() == "201"
    number.fill("390")
    assert slider.input_value() == "390"
    assert slider.get_attribute("aria-valuetext") == f"390 streams: {told(page, 'en', 'c')}"
    circle = page.locator("main[data-lang=en] .for-wide .cursor circle")
    svg = page.locator("main[data-lang=en] .for-wide svg")
    low, high = (float(svg.get_attribute(f"data-{key}") or 0) for key in ("x0", "x1"))
    assert float(circle.get_attribute("cx") or 0) == pytest.approx(low + (high - low) * 390 / 400, abs=0.06)
    assert circle.get_attribute("cx") != before
    # The other language stands at the same target, and a number that is none goes back.
    assert page.locator("#aim-zh").input_value() == "390"
    number.fill("9999")
    number.blur()
    assert (slider.input_value(), number.input_value()) == ("390", "390")


def test_the_language_switch_changes_page_title_and_language(show: Open, make: Make) -> None:
    page = show("200streams")
    assert page.locator("main[data-lang=zh]").is_visible()
    assert not page.locator("main[data-lang=en]").is_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.title().startswith("200 路并发")
    page.click("label[for=lang-en]")
    assert page.locator("main[data-lang=en]").is_visible()
    assert not page.locator("main[data-lang=zh]").is_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title().startswith("200 streams")
    page.locator("#lang-en").focus()
    page.keyboard.press("ArrowUp")
    assert page.locator("main[data-lang=zh]").is_visible()


def test_without_script_languages_and_every_figure_are_still_there(show: Open) -> None:
    page = show("200streams", "en", java_script_enabled=False)
    assert page.locator("main[data-lang=en]").is_visible()
    assert not page.locator("main[data-lang=zh]").is_visible()
    assert not page.locator("main[data-lang=en] .slider").is_visible()
    page.click("main[data-lang=en] .screen-only summary")
    assert page.get_by_role("cell", name="1,850,000", exact=True).is_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_stay_text(lang: str, show: Open, make: Make, seen: dict[str, list[str]]) -> None:
    page = show("hostile", lang)
    name = make("hostile").saved.scenario.name.get(lang)
    assert page.locator(f"main[data-lang={lang}] .eyebrow .name").inner_text() == name
    assert page.title().startswith(name)
    for tag in ("main img", "main b", "main [onclick]", "main svg svg", "main script"):
        assert page.locator(tag).count() == 0, tag
    assert seen["complaints"] == []


def test_on_a_phone_a_cell_is_its_label_and_one_text_beside_it(show: Open) -> None:
    page = show("200streams", "en", viewport={"width": 390, "height": 800})
    torn = page.locator("main[data-lang=en] table.stack :is(td, th) > .kept")
    assert torn.count() == 0
    assert page.locator("main[data-lang=en] table.stack td .kept").count() > 0


@pytest.mark.parametrize("width", [320, 360, 414])
@pytest.mark.parametrize("name", NAMES)
def test_a_phone_never_scrolls_sideways(name: str, width: int, show: Open) -> None:
    for lang in ("zh", "en"):
        page = show(name, lang, viewport={"width": width, "height": 780}, is_mobile=True, has_touch=True)
        for summary in page.locator(f"main[data-lang={lang}] summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        outside = page.evaluate(
            """() => [...document.querySelectorAll("main *")].filter((e) =>
                 !e.closest(".wide") && e.getClientRects().length &&
                 e.getBoundingClientRect().right > innerWidth + 1
               ).map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert outside == []


# Contrast by WCAG 2: every visible text against the nearest background behind it.
CONTRAST = """() => {
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest("svg") || e.closest("script, style")) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(parse(style.color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const least = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
    if (ratio < least) poor.push([ratio.toFixed(2), e.outerHTML.slice(0, 90)]);
  }
  return poor;
}"""
# The same for the letters of pictures, whose ground is a layer, a badge or the page.
PICTURES = """() => {
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = (text) => {
    const [r, g, b] = text.match(/[\\d.]+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  const page = light(getComputedStyle(document.body).backgroundColor);
  const texts = [...document.querySelectorAll("main figure:not(.drawing) svg text")];
  return texts.filter((e) => e.getClientRects().length).map((e) => {
    const box = e.previousElementSibling;
    const badge = box && ["circle", "rect"].includes(box.tagName) &&
      e.getAttribute("text-anchor") === "middle" && e.getAttribute("font-weight");
    const ground = badge ? light(getComputedStyle(box).fill) : page;
    const [a, b] = [light(getComputedStyle(e).fill), ground].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), e.textContent];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["200streams", "tight", "servers"])
def test_text_stands_out_in_light_and_dark(name: str, scheme: Any, show: Open) -> None:
    page = show(name, "en", color_scheme=scheme)
    for summary in page.locator("main[data-lang=en] summary").all():
        summary.click()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", ground))) < 200) == (scheme == "dark")
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(PICTURES) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_prints_to_a4(scheme: Any, show: Open) -> None:
    """The shown language alone, everything folded away unfolded, black on white, nothing cut at the edge."""
    page = show("200streams", "en", color_scheme=scheme)
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", data)}
    assert len(boxes) == 1
    assert boxes.pop()[2:] == pytest.approx((595.28, 841.89), abs=1)
    assert 5 <= len(re.findall(rb"/Type /Page\b", data)) <= 16
    assert page.locator("details[open]").count() == 0
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in (".switch", "main[data-lang=zh]", "main[data-lang=en] .slider", "main[data-lang=en] nav"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("main[data-lang=en] pre.scenario").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    assert page.evaluate(CONTRAST) == []


def test_headings_tables_and_names_for_those_who_listen(show: Open) -> None:
    page = show("200streams", "en")
    main = page.locator("main[data-lang=en]")
    assert main.locator("h1").count() == 1
    levels = [int(tag[1]) for tag in main.locator("h1, h2, h3").evaluate_all("a => a.map(e => e.tagName)")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert page.evaluate("[...document.querySelectorAll('th')].every(e => e.scope)")
    assert page.evaluate(
        "[...document.querySelectorAll('table')].every(e => e.caption && e.caption.textContent)"
    )
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    broken = page.evaluate(
        """() => [...document.querySelectorAll("[aria-labelledby], nav a")].filter((e) =>
             (e.getAttribute("aria-labelledby") || e.hash.slice(1)).split(" ")
               .some((id) => !document.getElementById(id))
           ).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert broken == []
    # The phone's stacked rows are still rows of a table to those who listen.
    page.set_viewport_size({"width": 360, "height": 780})
    assert page.get_by_role("row", name=re.compile("^A100 80G")).count() > 0
    assert page.get_by_role("columnheader", name="kind of price", exact=True).count() == 1
