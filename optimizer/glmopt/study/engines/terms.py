"""What goes wrong with engines before they run, in words."""

from __future__ import annotations

from glmopt.errors import Fault, InputError


def one_of(workers: int | None, scheduler: str | None) -> None:
    """Raise InputError where both a number of processes and a cluster are asked for."""
    if workers is not None and scheduler is not None:
        message = "the cluster that is there has its own workers"
        raise InputError(
            Fault("usage", message, field="--workers", action="leave --workers or --scheduler out")
        )


def missing(extra: str, package: str) -> InputError:
    """The engine is not installed."""
    message = f"--engine {extra} needs the package {package}"
    return InputError(Fault("missing-part", message, action=f'pip install "glmopt[{extra}]"'))


def missing_there(error: Exception) -> InputError:
    """The workers cannot load what they are to run."""
    message = f"a worker of the cluster says: {error}"
    return InputError(Fault("missing-part", message, action="install the same glmopt on its machine"))


def unreached(engine: str, scheduler: str, action: str = "look at its address") -> InputError:
    """No cluster answers at the address."""
    message = f"no cluster of {engine} answers at {scheduler}"
    return InputError(Fault("usage", message, field="--scheduler", action=action))
