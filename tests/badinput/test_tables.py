"""CSV files of measured figures that must be refused, and odd ones that must be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from glmopt.calibration.points import read_points
from glmopt.catalog import load_catalog
from glmopt.cli import main
from glmopt.errors import InputError

HEADER = "model,card,task,metric,value"
ROW = "llama-3.1-8b,a100-sxm-80g,static_batch,output_tokens_per_s,100"


def _with(value: str) -> str:
    return f"{HEADER}\n{ROW.removesuffix('100')}{value}\n"


# name: (content, code, line, a word the error must name)
REFUSED: dict[str, tuple[str | bytes, str, int, str]] = {
    "empty": ("", "missing-key", 0, "no rows"),
    "blank lines": ("\n\n\n", "missing-key", 0, "no rows"),
    "header only": (f"{HEADER}\n", "missing-key", 1, "no rows under the header"),
    "no header": (f"{ROW}\n{ROW}\n", "unknown-key", 1, "unknown column"),
    "a column twice": (f"{HEADER},value\n{ROW},1\n", "duplicate-key", 1, "value"),
    "an unknown column": (f"{HEADER},metrics\n{ROW},1\n", "unknown-key", 1, 'did you mean "metric"'),
    "a missing column": ("model,task,metric\na,b,c\n", "missing-key", 1, "value"),
    "semicolons": (f"{HEADER}\n{ROW}\n".replace(",", ";"), "bad-data", 1, "';'"),
    "tabs": (f"{HEADER}\n{ROW}\n".replace(",", "\t"), "bad-data", 1, "a tab"),
    "bars": (f"{HEADER}\n{ROW}\n".replace(",", "|"), "bad-data", 1, "'|'"),
    "a short row": (f"{HEADER}\n{ROW}\nllama-3.1-8b,x\n", "bad-data", 3, "2 cells under 5 columns"),
    "a long row": (f"{HEADER}\n{ROW},9\n", "bad-data", 2, "6 cells under 5 columns"),
    "an open quote": (f'{HEADER}\n{ROW}\n"{ROW}\n{ROW}\n', "bad-data", 3, "not CSV"),
    "a quote in the middle": (f'{HEADER}\n"a"b,c,d,e,1\n', "bad-data", 2, "not CSV"),
    "thousands": (_with('"1,000"'), "wrong-type", 2, "1,000"),
    "a decimal comma": (_with('"1,5"'), "wrong-type", 2, "1,5"),
    "a unit": (_with("100 tok/s"), "wrong-type", 2, "100 tok/s"),
    "a sign of money": (_with("¥100"), "wrong-type", 2, "¥100"),
    "nan": (_with("nan"), "wrong-type", 2, "nan"),
    "infinity": (_with("inf"), "wrong-type", 2, "inf"),
    "beyond a double": (_with("1e999"), "wrong-type", 2, "above 0"),
    "nothing": (_with(""), "wrong-type", 2, "above 0"),
    "zero": (_with("0"), "wrong-type", 2, "above 0"),
    "negative": (_with("-5"), "wrong-type", 2, "above 0"),
    "underscores": (_with("1_000"), "wrong-type", 2, "1_000"),
    "full-width digits": (_with("１００"), "wrong-type", 2, "１００"),
    "an error of Excel": (_with("#REF!"), "wrong-type", 2, "#REF!"),
    "a formula": (_with("=1+1"), "wrong-type", 2, "=1+1"),
    "hexadecimal": (_with("0x10"), "wrong-type", 2, "0x10"),
    "half a card": (f"{HEADER},n_cards\n{ROW},1.5\n", "wrong-type", 2, "n_cards"),
    "a million million cards": (f"{HEADER},n_cards\n{ROW},1e12\n", "wrong-type", 2, "n_cards"),
    "GBK": (f"{HEADER}\n{ROW}\n模型,x,y,z,1\n".encode("gbk"), "encoding", 3, "GBK"),
    "UTF-16": (f"{HEADER}\n{ROW}\n".encode("utf-16"), "encoding", 1, "UTF-8"),
    "NUL": (f"{HEADER}\n{ROW}\x00\n", "bad-text", 2, "U+0000"),
    "a zero-width space": (f"{HEADER}\n\u200b{ROW}\n", "bad-text", 2, "U+200B"),
    "a comment first": (f"# measured\n{HEADER}\n{ROW}\n", "unknown-key", 1, "# measured"),
    "a thousand columns": (",".join(f"c{k}" for k in range(1000)) + "\n", "bad-data", 1, "1000 columns"),
    "a huge cell": (_with("9" * 200_000), "bad-data", 2, "field limit"),
    "a page": ("<!DOCTYPE html>\n<html></html>\n", "unknown-key", 1, "<!DOCTYPE html>"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_table_that_is_wrong_is_refused(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, code, line, named = REFUSED[what]
    path = tmp_path / "m.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InputError) as caught:
        read_points(path, load_catalog())
    fault = caught.value.faults[0]
    assert fault.code == code
    assert named in str(fault)
    assert len(str(fault)) < 700
    assert fault.place is not None
    assert (fault.place.file, fault.place.line) == (str(path), line)
    with pytest.raises(SystemExit) as ended:
        main(["calibrate", str(path), "--save", str(tmp_path / "own.yaml"), "-f", "json"])
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    document: dict[str, Any] = json.loads(out)
    assert document["errors"][0] == fault.as_dict()
    assert "Traceback" not in err
    assert [p.name for p in tmp_path.iterdir()] == ["m.csv"]


def test_every_wrong_cell_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(f"{HEADER}\n" + "".join(_with(v).splitlines()[1] + "\n" for v in "abc"), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_points(path, load_catalog())
    assert [f.place and f.place.line for f in caught.value.faults] == [2, 3, 4]
    assert {f.field for f in caught.value.faults} == {"value"}


ODD = {
    "a mark at the start": b"\xef\xbb\xbf" + f"{HEADER}\n{ROW}\n".encode(),
    "Windows line ends": f"{HEADER}\r\n{ROW}\r\n".encode(),
    "old Mac line ends": f"{HEADER}\r{ROW}\r".encode(),
    "no last line end": f"{HEADER}\n{ROW}".encode(),
    "spaces around": f" {HEADER} \n {ROW.replace(',', ' , ')} \n".encode(),
    "blank lines between": f"{HEADER}\n\n{ROW}\n\n,,,,\n".encode(),
    "everything quoted": "\n".join(
        ",".join(f'"{c}"' for c in line.split(",")) for line in (HEADER, ROW)
    ).encode(),
    "columns in another order": b"value,metric,task,card,model\n"
    + ",".join(reversed(ROW.split(","))).encode(),
    "scientific": _with("1.0E2").encode(),
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_table_is_read_as_what_it_says(what: str, tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes(ODD[what])
    (point,) = read_points(path, load_catalog())
    assert (point.llm, point.card, point.value) == ("llama-3.1-8b", "a100-sxm-80g", 100.0)


@pytest.mark.parametrize("name", ["NA", "null", "0090", "=1+1", "None"])
def test_names_stay_text(name: str, tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(f"model,task,metric,value,engine\nx,y,z,1,{name}\n", encoding="utf-8")
    (point,) = read_points(path, load_catalog())
    assert point.engine == name
