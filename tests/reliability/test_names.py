"""Hostile names through every format: read back by another reader they stay text, and nothing runs."""

from __future__ import annotations

import csv
import html.parser
import io
import json
from pathlib import Path

import pytest

from glmopt.cli import main
from glmopt.program import build

NAMES = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "&lt;b&gt; & &amp;",
    "[link](javascript:alert(1))",
    "![x](http://x/y.png)",
    "| a | b |",
    "a\\|b",
    "**bold** _it_ `code`",
    "# heading",
    "[blower]",
    "[/]",
    "[red]x[/red]",
    "{{ 7 * 7 }}",
    "${jndi:ldap://x}",
    "%s %(x)s {0} {name}",
    "Robert'); DROP TABLE cards;--",
    "名, \"引\" ；'号'",
    "\\end{document} $x$",
    '" onmouseover="alert(1)',
    "</text><script>alert(1)</script>",
    "A100 | 9999 | x",
    "[link=http://x.invalid]A100[/link]",
    "a b+c-d>=5 \\ comment",
    "__dummy",
    "昇腾910B训推一体卡",
    "👩\u200d💻 card",
    "بطاقة A100",
]


class _Reader(html.parser.HTMLParser):
    """The text of a page, and every tag in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _scenario(folder: Path, name: str) -> Path:
    """A scenario whose own name and whose card, of a catalog folder, bear the name."""
    path = folder / "s.yaml"
    quoted = json.dumps(name, ensure_ascii=False)
    figure = "source: [ME], date: 2026, confidence: B"
    card = folder / "shop" / "cards" / "my-card.yaml"
    card.parent.mkdir(parents=True)
    card.write_text(
        f"id: my-card\nname: {{zh: {quoted}, en: {quoted}}}\nvendor: own\n"
        "datasheet:\n"
        f"  part: {{value: {quoted}, {figure}}}\n"
        f"  form: {{value: PCIe, {figure}}}\n"
        f"  vram_gb: {{value: 80, {figure}}}\n"
        f"  fp16_dense_tflops: {{value: 312, {figure}}}\n"
        f"  virtualization: {{kinds: {{value: [vgpu], {figure}}}}}\n",
        encoding="utf-8",
    )
    path.write_text(
        f"name: {quoted}\ndemand: {{streams: 20}}\nfigures: datasheet\ncatalogs: [shop]\n"
        "cards: {allow: [my-card], price: {my-card: 5}}\n"
        f"what_if: {{more: {{name: {quoted}, demand: {{streams: 30}}}}}}\n",
        encoding="utf-8",
    )
    return path


def _out(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert ended.value.code == 0, out + err
    assert "Traceback" not in err
    return out


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_text_in_every_format(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(_scenario(tmp_path, name))
    document = json.loads(_out(["solve", path, "-f", "json"], capsys))
    assert document["plan"][0]["name"]["en"] == name
    assert document["scenario"]["effective"]["name"]["zh"] == name
    shown = _out(["solve", path, "--lang", "en"], capsys)
    assert name in shown
    markdown = _out(["solve", path, "-f", "md", "--lang", "en"], capsys)
    for live in ("<script", "<img", "<svg"):
        assert live not in markdown.replace("\\<", "&lt;")
    rows = [row for row in markdown.splitlines() if row.startswith("|") and "---" not in row]
    bars = [row.replace("\\\\", "").replace("\\|", "").count("|") for row in rows]
    assert len(set(bars)) == 1, rows
    table = list(csv.reader(io.StringIO(_out(["solve", path, "-f", "csv"], capsys))))
    assert len({len(row) for row in table if row}) == 1
    for row in table:
        assert not any(cell[:1] in "=+@" for cell in row if cell), row
    compared = list(csv.reader(io.StringIO(_out(["whatif", path, "-f", "csv"], capsys))))
    assert not any(cell[:1] in ("=", "@") for row in compared for cell in row)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stays_text_in_tables_of_every_kind(name: str) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from glmopt.reports.tabular import Column, Table, file_bytes

    table = Table((Column("name", name), Column("n", "n", "right")), ((name, 1), ("x", 2)), title=name)
    page = _Reader()
    page.feed(file_bytes(table, "html").decode())
    assert name in "".join(page.words)
    assert not page.tags & {"script", "img", "svg", "a", "iframe"}
    assert not any(a.startswith("on") for a in page.attributes)
    sheet = openpyxl.load_workbook(io.BytesIO(file_bytes(table, "xlsx"))).active
    cells = [c for row in sheet.iter_rows() for c in row if c.value is not None]
    assert any(c.value == name for c in cells)
    assert all(c.data_type != "f" and c.hyperlink is None for c in cells)
    rows = json.loads(file_bytes(table, "json"))
    assert name in json.dumps(rows, ensure_ascii=False).replace('\\"', '"').replace("\\\\", "\\")
    cells_of_csv = list(csv.reader(io.StringIO(file_bytes(table, "csv").decode("utf-8-sig"))))
    assert any(cell.lstrip("'\t") == name for row in cells_of_csv for cell in row)
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in cells_of_csv for cell in row if cell)


def test_ids_in_a_program_are_words_that_every_solver_reads(tmp_path: Path) -> None:
    """Names never reach a solver: ids do, and an id is lower-case letters, digits and hyphens."""
    from glmopt.problem import formulate
    from glmopt.scenario import catalog_for, load_scenario

    scenario = load_scenario(_scenario(tmp_path, NAMES[0]))
    lp = build(formulate(scenario, catalog_for(scenario))).lp
    target = tmp_path / "model.lp"
    lp.writeLP(str(target))
    words = target.read_text(encoding="utf-8")
    assert words.isascii()
    assert "=1+1" not in words
    assert "n_my_card" in words
