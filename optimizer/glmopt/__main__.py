"""The program `glmopt`, and `python -m glmopt`: the command line, Ctrl-C heard from the first import on."""

from __future__ import annotations

import gc
import signal
import sys

from glmopt import interrupts

# Objects between two searches for garbage: a start makes many and throws few away.
SEARCH_AFTER = 250_000


def main() -> None:
    """Run the command line; the process ends with its exit code, without a traceback."""
    gc.set_threshold(SEARCH_AFTER)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupts.ctrl_c)
    try:
        from glmopt.cli import main as command_line

        command_line()
        code = 0
    except KeyboardInterrupt:
        _say_interrupted()
        code = 130
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        # All is said and written; what comes now is Python closing its own doors.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        interrupts.forget()
    interrupts.leave(code)
    sys.exit(code)


def _say_interrupted() -> None:
    """Say it as every error is said; in one plain word where a library was not loaded to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        from glmopt.cli.messages import report_error
        from glmopt.errors import Interrupted

        report_error(Interrupted(), sys.argv[1:])
    except Exception:
        sys.stderr.write("interrupted\n")


if __name__ == "__main__":
    main()
