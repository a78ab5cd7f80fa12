"""Whatever stands in a cell comes out of every format as it went in, and nothing else comes out."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from glmopt.errors import InputError
from glmopt.reports.files import write_whole
from glmopt.reports.output import deliver
from glmopt.reports.tabular import Column, Screen, Table, file_bytes, format_of, render
from glmopt.reports.tabular.fold import fold, pieces, share, width

HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "-2+3",
    "[/]",
    "[red]card[/red]",
    "a|b",
    "a\\|b",
    "<script>alert(1)</script>",
    "&amp; & &lt;",
    "**bold** _it_ `code` ~~gone~~",
    "[link](javascript:x)",
    'say "yes", or no',
    "昇腾 910B（64G）",
    "卡🚀👩‍💻",
    "",
    " x ",
]


def table_of(names: list[str]) -> Table:
    columns = (Column("name", "名称|name"), Column("price", "Price <b>", "right"), Column("ok", "OK"))
    rows = tuple((name, Decimal("20.80"), True) for name in names)
    return Table(columns, rows, title="Cards [blower]", notes=("a note & more",), yes="是", no="否")


HOSTILE_TABLE = table_of(HOSTILE)


class Cells(HTMLParser):
    """Gathers the text of every table cell, and every tag."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        assert not {"src", "href", "onload"} & {name for name, _ in attrs}
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.rows[-1][-1] += data


@pytest.mark.parametrize(("text", "cell"), [("-", "-"), ("-1+2", "'-1+2"), ("--", "'--"), ("=", "'=")])
def test_a_dash_alone_is_an_empty_cell_and_no_formula(text: str, cell: str) -> None:
    assert render(Table((Column("a", "a"),), ((text,),)), "csv").splitlines() == ["a", cell]


def test_csv_gives_names_back_and_disarms_formulas():
    rows = list(csv.reader(io.StringIO(render(HOSTILE_TABLE, "csv"))))
    assert rows[0] == ["名称|name", "Price <b>", "OK"]
    expected = [f"'{name}" if name[:1] in ("=", "@", "-") else name for name in HOSTILE]
    assert [row[0] for row in rows[1:]] == expected
    assert {row[1] for row in rows[1:]} == {"20.8"}


def test_csv_keeps_negative_numbers_as_numbers_and_line_ends_inside_a_cell():
    table = Table((Column("a", "a"), Column("b", "b")), ((-5, "two\nlines"), (Decimal("-0.5"), "\t=1")))
    rows = list(csv.reader(io.StringIO(render(table, "csv"))))
    assert rows[1:] == [["-5", "two\nlines"], ["-0.5", "'\t=1"]]


def test_csv_has_a_byte_order_mark_in_a_file_only():
    assert file_bytes(HOSTILE_TABLE, "csv").startswith(b"\xef\xbb\xbf")
    assert not render(HOSTILE_TABLE, "csv").startswith("\ufeff")


def test_json_gives_every_value_back_exactly():
    table = Table(
        tuple(Column(key, key.upper()) for key in "abcdef"),
        (("x", 3, Decimal("20.80"), True, None, (1, Decimal("71.2"))),),
    )
    found = json.loads(render(table, "json"), parse_float=Decimal)
    expected = {"a": "x", "b": 3, "c": Decimal("20.8"), "d": True, "e": None, "f": [1, Decimal("71.2")]}
    assert found == [expected]
    assert [row["name"] for row in json.loads(render(HOSTILE_TABLE, "json"))] == HOSTILE
    assert json.loads(render(Table((Column("a", "A"),), ()), "json")) == []


def test_html_gives_names_back_without_any_tag_of_their_own():
    for page in (render(HOSTILE_TABLE, "html"), render(HOSTILE_TABLE, "html", Screen(encoding="gbk"))):
        parser = Cells()
        parser.feed(page)
        assert [row[0] for row in parser.rows[1:]] == HOSTILE
        assert not parser.tags & {"script", "b", "link", "img", "iframe"}
        assert not re.search(r"url\(|@import|http", page.split("</style>")[0])


def test_xlsx_gives_names_back_as_text_and_numbers_as_numbers():
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(file_bytes(HOSTILE_TABLE, "xlsx")))
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, max_row=1 + len(HOSTILE)))
    assert [row[0].value or "" for row in rows] == HOSTILE
    assert {row[0].data_type for row in rows if row[0].value} == {"s"}
    assert {(row[1].value, row[1].data_type) for row in rows} == {(20.8, "n")}
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "Cards  blower"


def test_xlsx_has_columns_for_machines_on_a_sheet_of_their_own_and_is_the_same_every_time():
    from openpyxl import load_workbook

    table = Table((Column("a", "Title"), Column("b", "b", machine=True)), (("1 GB", 1),))
    book = load_workbook(io.BytesIO(file_bytes(table, "xlsx")))
    assert [[cell.value for cell in row] for row in book["data"].iter_rows()] == [["b"], [1]]
    assert file_bytes(table, "xlsx") == file_bytes(table, "xlsx")


def test_xlsx_is_no_text_to_show():
    with pytest.raises(InputError, match="name a file") as caught:
        render(HOSTILE_TABLE, "xlsx")
    assert caught.value.exit_code == 2


def test_markdown_escapes_everything_active():
    lines = render(HOSTILE_TABLE, "md").splitlines()
    body = [line for line in lines if line.startswith("|")][2:]
    assert len(body) == len(HOSTILE)
    for line in body:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 4, line
        assert "<" not in line
        assert "~~" not in line
    assert r"\*\*bold\*\* \_it\_ \`code\`" in "\n".join(body)
    assert r"\[link\](javascript:x)" in "\n".join(body)


def test_markdown_keeps_one_tilde_and_breaks_addresses():
    table = Table((Column("a", "a"),), (("1~2",), ("see http://x.example and www.example\nnow",)))
    text = render(table, "md")
    assert "| 1~2 |" in text
    assert "http://" not in text
    assert "www." not in text
    assert "now |" in text


def test_text_takes_markup_for_text_and_aligns_chinese():
    text = render(table_of(["[red]x[/red]", "昇腾910", "卡"]), "table")
    assert "[red]x[/red]" in text
    assert "Cards [blower]" in text
    lines = [line for line in text.splitlines() if "20.8" in line]
    assert len({width(line[: line.index("20.8")]) for line in lines}) == 1


def test_text_without_a_terminal_has_no_codes_and_with_one_only_bold():
    assert "\x1b" not in render(HOSTILE_TABLE, "table")
    assert set(re.findall(r"\x1b\[(\d+)m", render(HOSTILE_TABLE, "table", Screen(colour=True)))) == {"0", "1"}


def test_control_characters_are_shown_not_sent():
    table = Table((Column("a", "a"),), (("\x1b[31mred\x07",), ("left\u202eright",)))
    for form in ("table", "md", "html"):
        shown = render(table, form)
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert r"\x1b[31mred\x07" in render(table, "table")


@pytest.mark.parametrize("columns", [10, 20, 40, 60, 80, 200])
def test_no_cell_is_cut_at_any_width(columns):
    text = render(HOSTILE_TABLE, "table", Screen(columns))
    for name in HOSTILE:
        assert name.strip() in text or width(name) > columns / 2


def test_a_terminal_too_narrow_gets_one_record_a_row():
    text = render(table_of(["x" * 30, "y"]), "table", Screen(30))
    assert f"名称|name: {'x' * 30}\nPrice <b>: 20.8\nOK: 是\n\n名称|name: y\n" in text


def test_a_table_that_fits_is_never_wider_than_its_terminal():
    table = Table(
        (Column("a", "一个很长的标题"), Column("b", "Some long heading"), Column("c", "说明", prose=True)),
        (("昇腾910B", "12", "一段文字，带标点。And words." * 3),),
    )
    for columns in range(40, 140):
        lines = render(table, "table", Screen(columns)).splitlines()
        assert max(map(width, lines)) <= columns


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "ascii", "cp437"])
@pytest.mark.parametrize("form", ["table", "md", "csv", "json", "html"])
def test_every_text_can_be_written_in_the_stream_s_encoding(form, encoding):
    shown = render(HOSTILE_TABLE, form, Screen(encoding=encoding))
    shown.encode(encoding)
    if form == "json":
        assert [row["name"] for row in json.loads(shown)] == HOSTILE
    if form == "table":
        assert "─" not in shown


def test_the_screen_honours_columns_no_color_and_pipes():
    pipe = io.StringIO()
    assert Screen.of(pipe, {}).width is None
    assert Screen.of(pipe, {"COLUMNS": "72"}).width == 72
    assert Screen.of(pipe, {"COLUMNS": "wide"}).width is None
    assert not Screen.of(pipe, {}).colour

    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    assert Screen.of(Terminal(), {"COLUMNS": "72"}).colour
    assert not Screen.of(Terminal(), {"NO_COLOR": "1"}).colour


def test_folding_keeps_closing_punctuation_on_its_line():
    assert fold(pieces("四个汉字，再来"), 8) == ["四个汉", "字，再来"]
    assert fold(pieces("one two three"), 7) == ["one two", "three"]


def test_widths_are_taken_from_the_widest_first():
    assert share([10, 30, 20], [5, 5, 5], 40) == [10, 15, 15]
    assert share([10, 30], [5, 5], 40) == [10, 30]
    assert share([10, 30], [10, 25], 30) is None


def test_rows_and_keys_must_match_the_columns():
    with pytest.raises(ValueError, match="2 cells in a table of 1"):
        Table((Column("a", "a"),), ((1, 2),))
    with pytest.raises(ValueError, match="same key"):
        Table((Column("a", "a"), Column("a", "b")), ())


def test_a_file_is_written_whole_and_notes_of_machine_formats_go_to_stderr(tmp_path: Path):
    out, err = io.StringIO(), io.StringIO()
    path = tmp_path / "cards.csv"
    deliver(HOSTILE_TABLE, None, path, out=out, err=err, environ={})
    assert path.read_bytes() == file_bytes(HOSTILE_TABLE, "csv")
    assert (out.getvalue(), err.getvalue()) == ("", "a note & more\n")
    deliver(HOSTILE_TABLE, "md", None, out=out, err=err, environ={})
    assert out.getvalue().endswith("a note &amp; more\n")
    assert [p.name for p in tmp_path.iterdir()] == ["cards.csv"]


def test_nothing_is_written_through_a_link_nor_over_a_folder(tmp_path: Path):
    target = tmp_path / "target"
    target.write_text("old")
    link = tmp_path / "link"
    link.symlink_to(target)
    for path in (link, tmp_path, tmp_path / "missing" / "x", Path("/dev/null")):
        with pytest.raises(InputError):
            write_whole(path, b"new")
    assert target.read_text() == "old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "target"]


def test_a_file_keeps_its_permissions(tmp_path: Path):
    path = tmp_path / "x"
    path.write_text("old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_ending_of_a_name_chooses_the_format():
    endings = {"a.md": "md", "a.XLSX": "xlsx", "a.htm": "html", "a.txt": "table", "a.doc": None, "a": None}
    assert {name: format_of(Path(name)) for name in endings} == endings


def test_text_without_wide_characters_is_cut_by_the_same_rule():
    dice = random.Random(1)  # noqa: S311
    for _ in range(3_000):
        text = "".join(dice.choice("ab (),.;:!?)]“”’—≥× \t1~é") for _ in range(dice.randint(0, 9)))
        wide = pieces(text + " 中")
        assert pieces(text + " .") == [*wide[:-1], "."]


LONG = '--set demand.streams=108 --set "cards.deny=[rtx-3090-24g, a100-40g]" --set budget.max=720000'


@pytest.mark.parametrize("columns", [30, 80, 104, 105, 400, None])
def test_what_is_copied_into_a_shell_stays_on_one_line_at_any_width(columns):
    columns_of = (
        Column("set", "try", copied=True),
        Column("difference", "what gives way", prose=True),
    )
    table = Table(columns_of, ((LONG, "200 → 108 (-92); 1 → 2 (+1)"), ("--changes 3", "1 → 3 (+2)")))
    lines = render(table, "table", Screen(width=columns)).splitlines()
    assert sum(LONG in line for line in lines) == 1
    assert sum("--changes 3" in line for line in lines) == 1
    if columns == 80:
        assert lines[2:] == [
            "200 → 108 (-92); 1 → 2 (+1)",
            f"  {LONG}",
            "",
            "1 → 3 (+2)",
            "  --changes 3",
        ]


def test_markdown_gives_what_is_copied_into_a_shell_as_code():
    table = Table((Column("set", "try", copied=True),), (('--set "cards.deny=[a|b, c]"',), ("",)))
    assert render(table, "md").splitlines()[2:] == ['| `--set "cards.deny=[a\\|b, c]"` |', "|  |"]
