"""From a user's CSV to an efficiency set: fit, errors left and held out, and the set as a catalog file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from glmopt.calibration.errors import Left, left
from glmopt.calibration.holdout import Timed, cross_validated, errors_of, fit_to, timed_points
from glmopt.calibration.points import Point
from glmopt.calibration.predict import predict
from glmopt.catalog import Catalog
from glmopt.dataclass import dataclass
from glmopt.errors import Fault, InputError
from glmopt.sizing.roofline.case import Factors
from glmopt.sizing.roofline.resolve import DEFAULT, factors_of

# The factors in the order and units of a catalog file.
UNITS = {"eta_b": 1.0, "eta_c": 1.0, "eta_d": 1.0, "eta_k": 1.0, "t0": 1e3, "t1": 1e6}
KEYS = {"t0": "t0_ms", "t1": "t1_us"}
# A set that was fitted to few points claims at least this range.
LEAST_RANGE = 0.10
FELT = 1e-3  # a factor that moves no point by more than this when it grows by a tenth is not felt


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted factors with what they leave: on the points themselves, and on points held out in five folds.

    `before` is what the starting set leaves. `unmoved` names factors that no point spoke of. `skipped` are
    rows that were not used, each with the reason.
    """

    factors: Factors
    start: str
    points: tuple[Timed, ...]
    before: Left
    fitted: Left
    held_out: Left
    errors: tuple[float, ...]
    unmoved: tuple[str, ...]
    skipped: tuple[tuple[Point, str], ...]

    @property
    def span(self) -> float:
        """The range to claim: what three quarters of held-out points stay within."""
        return max(self.held_out.p75, LEAST_RANGE)


def calibrate(catalog: Catalog, points: Sequence[Point], start: str | None = None) -> Calibration:
    """Fit the speed factors to `points`, starting from the set `start` (the default set).

    Raises InputError where no row can be used.
    """
    name = start or DEFAULT
    prior = factors_of(catalog, name)
    usable = timed_points(catalog, points, start)
    used = {p.point.line for p in usable}
    skipped = tuple((p, _why(catalog, p, start)) for p in points if p.line not in used)
    if not usable:
        why = skipped[0][1] if skipped else "the file has no rows"
        raise InputError(Fault("bad-data", f"no row can be used: {why}"))
    factors = fit_to(usable, prior).factors
    errors = errors_of(usable, factors)
    return Calibration(
        factors=factors,
        start=name,
        points=tuple(usable),
        before=left(errors_of(usable, prior)),
        fitted=left(errors),
        held_out=left(cross_validated(usable, prior)),
        errors=tuple(errors),
        unmoved=tuple(k for k in UNITS if not _felt(usable, factors, k)),
        skipped=skipped,
    )


def _felt(points: Sequence[Timed], factors: Factors, name: str) -> bool:
    """Whether any point depends on the factor `name`."""
    grown = replace(factors, **{name: getattr(factors, name) * 1.1})
    return any(abs(p.residual(grown) - p.residual(factors)) > FELT for p in points)


def _why(catalog: Catalog, point: Point, start: str | None) -> str:
    return predict(catalog, point, start).why or f"task {point.task} says nothing of speed"


def as_catalog_file(found: Calibration, set_id: str, date: str, engine: str) -> str:
    """The calibration as an efficiency set in YAML, to be kept in catalog/efficiencies/<set_id>.yaml."""
    n, span = found.fitted.points, 1 + found.span
    en = f"fitted with glmopt calibrate to {n} points; median error {found.held_out.median:.1%} held out"
    zh = f"用 glmopt calibrate 拟合 {n} 个实测点；留出误差中位数 {found.held_out.median:.1%}"
    lines = ["schema: glmopt/efficiency@1", f"id: {set_id}", f'name: {{zh: "{set_id}", en: "{set_id}"}}']
    lines += ["obtained:", f'  zh: "{zh}"', f'  en: "{en}"', f'engines: ["{engine}"]', "speed:"]
    for name, unit in UNITS.items():
        value = getattr(found.factors, name) * unit
        time = name in KEYS
        slow, fast = (
            (value * span, value / span) if time else (value / span, max(min(value * span, 1.0), value))
        )
        note = ", note: no point speaks of it" if name in found.unmoved else ""
        lines.append(
            f"  {KEYS.get(name, name)}: {{value: {value:.4g}, low: {slow:.4g}, high: {fast:.4g}, "
            f"source: [own measurements], date: {date}, confidence: B{note}}}"
        )
    return "\n".join(lines) + "\n"
