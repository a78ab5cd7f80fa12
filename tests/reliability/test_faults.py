"""Real processes under real faults: signals, solvers that crash, hang or lie, full disks, closed streams."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from glmopt.catalog import data_root

QUICK = str(data_root() / "scenarios" / "200streams.yaml")
# The second proof is a process of its own: what these tests kill, starve and replace.
BY_CBC = ("--set", "solver.second=cbc")
# Points in time a signal; the full run has 30 (tests/reliability/measure.py).
POINTS = 3
# Processor seconds after which the hard scenario has a plan for sure.
ENOUGH_S = 4.0


@pytest.fixture
def world(tmp_path):
    from process import World

    return World(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
@pytest.mark.parametrize("hard", [False, True], ids=["quick", "hard"])
def test_a_signal_leaves_whole_files_and_nothing_else(world, number, hard):
    from faults import series

    tally = series(world, number, POINTS, hard=hard)
    assert tally.wrong == []
    assert tally.blows == POINTS


def test_ctrl_c_gives_the_best_plan_so_far_with_bound_and_gap(world):
    from faults import strike

    run, wrong = strike(world, signal.SIGINT, ENOUGH_S, hard=True)
    assert wrong == []
    document = run.document()
    assert (document["status"], run.code) == ("feasible", 130)
    assert document["plan"]
    objective = document["objective"]
    assert 0 < objective["bound"] <= objective["value"]
    assert 0 < objective["gap"] < 0.05
    from process import interrupt, work_for

    shown = world.start("solve", "s.yaml", "--lang", "en")
    work_for(shown, ENOUGH_S)
    told = interrupt(shown, signal.SIGINT)
    assert told.out.startswith("feasible, not proved best: ")
    assert "interrupted: at most " in told.out
    assert (told.code, told.err) == (130, "")


# Ctrl-C at definite moments before there is a plan: while a library is loaded, while the scenario is read.
PRESSED = """
import importlib.abc, os, signal, sys
class Press(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == os.environ["PRESS_AT"]:
            sys.meta_path.remove(self)
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Press())
"""


@pytest.mark.parametrize(
    "moment", ["typer", "glmopt.cli.solve", "pydantic", "ruamel.yaml.reader", "glmopt.solve"]
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ctrl_c_before_there_is_anything_to_tell_is_said_in_a_word(world, moment, lang):
    """Once, on stderr, in the reader's language; a program is told by the document that it reads anyway."""
    word = {"en": "interrupted", "zh": "已中断"}[lang]
    world.environ |= {"PRELUDE": PRESSED, "PRESS_AT": moment, "PYTHONUTF8": "1"}
    run = world.run("solve", QUICK, "--lang", lang)
    assert (run.code, run.out, run.err) == (130, "", f"{word}\n")
    run = world.run("solve", QUICK, "--lang", lang, "-f", "json")
    assert (run.code, run.err) == (130, f"{word}\n")
    error = {"code": "interrupted", "message": "interrupted"}
    assert run.document() == {"status": "error", "errors": [error]}


@pytest.mark.parametrize("command", ["solve", "whatif", "explain", "validate", "frontier"])
@pytest.mark.parametrize("after_s", [0.2, 0.3, 0.4])
def test_ctrl_c_never_ends_without_a_word(world, command, after_s):
    """At whatever moment: the word, or what there is to tell so far."""
    from process import hard_scenario, interrupt, work_for

    # A file that is being read at that moment is closed by nobody; only who asks for warnings is told.
    world.environ["PYTHONWARNINGS"] = "default,ignore::ResourceWarning"
    (world.home / "s.yaml").write_text(hard_scenario(), encoding="utf-8")
    process = world.start(command, "s.yaml", "--lang", "en")
    work_for(process, after_s)
    run = interrupt(process, signal.SIGINT)
    if run.code == 130 and not run.out:
        assert run.err == "interrupted\n"
    else:
        assert run.out
        assert "Traceback" not in run.err


# HiGHS is given no time to stop, and Python takes long to close its doors: HiGHS stops in the middle of that.
IN_NO_TIME = """
import time
import glmopt.solvers.highs
class Late:
    def __del__(self, sleep=time.sleep):
        sleep(1.0)
glmopt.solvers.highs._stops = lambda highs: False
late = Late()
"""


def test_a_solver_that_does_not_stop_in_time_does_not_abort_the_end(world):
    from process import hard_scenario, interrupt, work_for

    (world.home / "s.yaml").write_text(hard_scenario(), encoding="utf-8")
    world.environ["PRELUDE"] = IN_NO_TIME
    process = world.start("solve", "s.yaml", "-f", "json")
    work_for(process, ENOUGH_S)
    run = interrupt(process, signal.SIGINT)
    assert (run.code, run.err) == (130, "interrupted\n")
    assert run.document()["errors"][0]["code"] == "interrupted"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_during_the_second_proof(world, number):
    """Ctrl-C keeps what the first solver proved; whatever the signal, CBC goes with us."""
    from process import SOON_S, interrupt

    world.cbc("import time; time.sleep(600)")
    process = world.start("solve", QUICK, *BY_CBC, "-f", "json")
    world.second_proof(process)
    run = interrupt(process, number)
    assert run.seconds < SOON_S
    assert world.solvers_after(SOON_S) == []
    if number is signal.SIGINT:
        assert run.code == 130
        document = run.document()
        assert document["totals"]["cost"] == 1_006_200
        assert document["run"]["notes"] == ["proved once: interrupted", "ties are not settled: interrupted"]
        assert len(document["run"]["proofs"]) == 1
    else:
        assert run.code == {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGKILL: -9}[number]
        assert run.out == ""
    if number is not signal.SIGKILL:
        assert list(world.temp.iterdir()) == []


def test_what_sigkill_leaves_is_swept_by_the_next_run_and_a_live_run_is_not(world):
    world.cbc("import time; time.sleep(600)")
    dead, live = (world.start("solve", QUICK, *BY_CBC) for _ in range(2))
    deadline = time.monotonic() + 30
    while len(world.solvers()) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    dead.kill()
    dead.communicate()
    hour = time.time() - 3600
    folders = list(world.temp.iterdir())
    assert len(folders) == 2
    for folder in folders:
        os.utime(folder, (hour, hour))
    world.environ.clear()
    assert world.run("solve", QUICK, *BY_CBC).code == 0
    assert len(list(world.temp.iterdir())) == 1
    live.send_signal(signal.SIGTERM)
    live.communicate()
    assert list(world.temp.iterdir()) == []


CBC = {
    "segfault": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "ended with code -11"),
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "ended with code -9"),
    "exit code": ("raise SystemExit(7)", "ended with code 7"),
    "garbage": ("open('model.sol', 'wb').write(bytes(range(256)) * 99)", "wrote no solution file"),
    "noise": ("open('model.sol', 'w').write('garbage\\n' * 99)", "CBC ended with 'garbage'"),
    "empty": ("open('model.sol', 'w').close()", "an empty answer"),
    "half a number": ("open('model.sol', 'w').write('Optimal - objective value 1\\n 0 X0')", "cut short"),
    "not whole": (
        (
            "lines = ''.join(f' {i} X{i:07} 0.5 0\\n' for i in range(60))\n"
            "open('model.sol', 'w').write('Optimal - objective value 1\\n' + lines)"
        ),
        "not a whole number",
    ),
    "floods stdout": ("print('x' * 50_000_000)", "wrote no solution file"),
    "writes a terabyte of hope": (
        "import os; os.truncate(os.open('model.sol', 66, 384), 1 << 40)",
        "too large",
    ),
}


@pytest.mark.parametrize("what", CBC)
def test_a_cbc_that_misbehaves_is_named_and_the_first_proof_stands(world, what):
    program, named = CBC[what]
    world.cbc(program)
    run = world.run("solve", QUICK, *BY_CBC, "-f", "json")
    assert run.code == 0, run.err
    document = run.document()
    assert (document["status"], document["totals"]["cost"]) == ("optimal", 1_006_200)
    (note,) = document["run"]["notes"]
    assert note.startswith("proved once: ")
    assert named in note
    assert list(world.temp.iterdir()) == []
    alone = world.run("solve", QUICK, "-f", "json", "--set", "solver.name=cbc")
    assert alone.code == 4
    assert alone.document()["errors"][0]["code"] == "solver"
    assert "Traceback" not in alone.err


def test_a_cbc_that_hangs_ends_with_the_time_limit(world):
    from process import SOON_S

    world.cbc("import time; time.sleep(600)")
    run = world.run("solve", QUICK, *BY_CBC, "-f", "json", "--set", "solver.time_limit_s=5")
    document = run.document()
    assert run.seconds < 5 + SOON_S
    assert document["run"]["notes"][0] == "proved once: CBC ran past its time limit"
    assert document["totals"]["cost"] == 1_006_200
    assert world.solvers() == []


def test_a_cbc_that_lies_shows_no_plan(world):
    """It says that nothing fits where HiGHS has a plan: an error of its own, with both answers."""
    world.cbc("open('model.sol', 'w').write('Infeasible - objective value 0\\n')")
    run = world.run("solve", QUICK, *BY_CBC, "-f", "json", "-o", "out")
    assert run.code == 4
    (error,) = run.document()["errors"]
    assert error["code"] == "disagreement"
    assert "HiGHS says optimal 100620000 and CBC says infeasible" in error["message"]
    assert not (world.home / "out").exists()


# ---- disks ------------------------------------------------------------------------------------------------


@pytest.fixture
def full(tmp_path: Path) -> Callable[[str], Path]:
    """A disk of 64 KiB, full but for some bytes; needs root."""
    mounted: list[Path] = []

    def make(name: str, free_bytes: int = 0) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        size = ["-o", "size=64k"]
        if subprocess.run(["mount", "-t", "tmpfs", *size, "tmpfs", folder], check=False).returncode != 0:
            pytest.skip("no right to mount a disk")
        mounted.append(folder)
        (folder / "filler").write_bytes(b"x" * (65536 - 4096 * -(-free_bytes // 4096)))
        return folder

    yield make
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("free", [0, 4096, 8192])
def test_a_full_temp_disk_costs_the_second_proof_and_nothing_else(world, full, free):
    """Where not even a probe fits, Python turns to another temp folder by itself."""
    folder = full("disk", free)
    world.environ["TMPDIR"] = str(folder)
    run = world.run("solve", QUICK, *BY_CBC, "-f", "json")
    document = run.document()
    assert (run.code, document["totals"]["cost"]) == (0, 1_006_200)
    if len(document["run"]["proofs"]) == 1:
        assert document["run"]["notes"][0].startswith("proved once: ")
    assert [p.name for p in folder.iterdir()] == ["filler"]


def test_a_full_output_disk_leaves_the_old_file(world, full):
    folder = full("disk", 8192)
    (folder / "result.json").write_text("old\n", encoding="utf-8")
    run = world.run("solve", QUICK, "-o", str(folder), "-f", "json")
    assert run.code == 4
    (error,) = run.document()["errors"]
    assert error["code"] == "machine"
    assert os.strerror(errno.ENOSPC) in error["message"]
    assert (folder / "result.json").read_text(encoding="utf-8") == "old\n"
    assert sorted(p.name for p in folder.iterdir()) == ["filler", "result.json"]


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_limit_on_file_size_leaves_the_old_file(world):
    out = world.home / "out"
    out.mkdir()
    (out / "result.json").write_text("old\n", encoding="utf-8")
    run = world.run("solve", QUICK, "-o", "out", "-f", "json", preexec_fn=_small_files)
    assert run.code == 4
    assert run.document()["errors"][0]["code"] == "machine"
    assert [p.read_text(encoding="utf-8") for p in out.iterdir()] == ["old\n"]


@pytest.mark.parametrize("command", [["solve", QUICK], ["solve", QUICK, "-f", "json"], ["table"], ["--help"]])
def test_a_full_disk_under_stdout_is_said(world, command):
    with Path("/dev/full").open("w", encoding="utf-8") as nowhere:
        run = world.run(*command, stdout=nowhere)
    assert run.code == 4
    assert "error[machine]: No space left on device" in run.err
    assert "Traceback" not in run.err
    assert "Exception ignored" not in run.err


# ---- folders, streams, surroundings -----------------------------------------------------------------------


def _closed(number: int) -> Callable[[], None]:
    return lambda: os.close(number)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("number", [1, 2])
def test_a_closed_stream_is_no_crash(world, number):
    run = world.run("solve", QUICK, "-o", "out", preexec_fn=_closed(number))
    assert run.code == 0
    assert "Traceback" not in run.out + run.err
    assert (world.home / "out" / "result.json").is_file()


@pytest.mark.parametrize(
    "arguments", [["solve", QUICK], ["solve", QUICK, "-f", "json"], ["table", "-f", "md"]]
)
def test_a_reader_that_leaves_early_is_no_error(world, arguments):
    process = world.start(*arguments)
    assert process.stdout is not None
    assert process.stdout.read(1)
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        err = process.stderr.read()
    assert process.wait(60) == 0
    assert "Traceback" not in err
    assert "Exception ignored" not in err


def test_errors_into_a_closed_pipe_are_no_crash(world):
    read, write = os.pipe()
    os.close(read)
    process = world.start("solve", "missing.yaml", stderr=write)
    os.close(write)
    process.communicate(timeout=60)
    assert process.returncode == 2


SURROUNDINGS = {
    "no home": {"HOME": ""},
    "no path": {"PATH": ""},
    "an empty path of temp": {"TMPDIR": ""},
    "a temp folder that is not there": {"TMPDIR": "/nowhere/at/all"},
    "a dumb terminal": {"TERM": "dumb"},
    "no locale": {"LANG": "", "LC_ALL": "C"},
    "a locale that is not there": {"LC_ALL": "xx_YY.UTF-8"},
    "nonsense for columns": {"COLUMNS": "many"},
    "narrow": {"COLUMNS": "1"},
    "gbk": {"PYTHONIOENCODING": "gbk"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
}


@pytest.mark.parametrize("what", SURROUNDINGS)
def test_odd_surroundings_change_no_plan(world, what):
    world.environ |= SURROUNDINGS[what]
    run = world.run("solve", QUICK, "-o", "out", "--lang", "zh")
    assert run.code == 0, run.err
    assert "Traceback" not in run.err
    document = json.loads((world.home / "out" / "result.json").read_text(encoding="utf-8"))
    assert document["totals"]["cost"] == 1_006_200
    assert len(document["run"]["proofs"]) == 2


@pytest.mark.parametrize("name", ["with a space", "温度"])
def test_a_temp_folder_of_any_name_serves(world, name):
    (world.root / name).mkdir()
    world.environ["TMPDIR"] = str(world.root / name)
    document = world.run("solve", QUICK, "-f", "json").document()
    assert (len(document["run"]["proofs"]), document["totals"]["cost"]) == (2, 1_006_200)


def test_a_folder_that_was_deleted_is_no_place_to_stand_and_no_crash(world):
    gone = world.root / "gone"
    gone.mkdir()
    command = f"cd {gone} && rmdir {gone} && exec {sys.executable} -m glmopt solve {QUICK} -f json"
    # from a source tree glmopt may be found by a relative path, which leads nowhere from there
    found = os.pathsep.join(
        str(Path(p).absolute()) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p
    )
    environ = {**os.environ, "TMPDIR": str(world.temp), "PYTHONPATH": found}
    run = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env=environ,
        check=False,
    )
    assert "Traceback" not in run.stderr
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["totals"]["cost"] == 1_006_200


@pytest.mark.skipif(os.name != "posix", reason="needs user ids")
def test_read_only_folders_are_enough_to_read_and_named_where_one_writes(world):
    """As a user without rights: the home folder can be read, not written; so can the temp folder."""
    import shutil

    as_nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("needs root, to become nobody")
    for folder in (world.root, *world.root.parents):
        if not os.access(folder, os.X_OK) or not folder.stat().st_mode & 0o001:
            break
    reach = subprocess.run([*as_nobody, "test", "-x", str(world.home)], check=False).returncode == 0
    home = world.home if reach else Path("/")
    command = [*as_nobody, sys.executable, "-c", "from glmopt.__main__ import main; main()"]
    environ = {**os.environ, "TMPDIR": "/proc", "HOME": "/"}
    seen = subprocess.run(
        [*as_nobody, sys.executable, "-c", "import glmopt"], check=False, capture_output=True
    )
    if seen.returncode != 0:
        pytest.skip("nobody cannot read this environment")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments],
            capture_output=True,
            text=True,
            cwd=home,
            env=environ,
            timeout=60,
            check=False,
        )

    read = run("solve", QUICK, "-f", "json")
    assert read.returncode == 0, read.stderr
    document = json.loads(read.stdout)
    assert document["totals"]["cost"] == 1_006_200
    written = run("solve", QUICK, "-o", "out")
    assert written.returncode in (2, 4)
    assert "Permission denied" in written.stderr
    assert "Traceback" not in written.stderr
