"""The page of figures is the one that the figures make."""

from __future__ import annotations


def test_the_page_is_made_from_the_figures():
    from figures import load
    from figures_page import PAGE, TITLES, page

    entries = load()
    assert set(entries) <= set(TITLES)
    assert PAGE.read_text(encoding="utf-8") == page(entries)


def test_every_figure_says_where_it_is_from():
    from figures import load

    for name, entry in load().items():
        assert entry["command"].startswith(("python tests/reliability/", "bash tests/", "GLMOPT_")), name
        assert entry["date"] >= "2026-11-23"
        assert entry["versions"]["highspy"]
