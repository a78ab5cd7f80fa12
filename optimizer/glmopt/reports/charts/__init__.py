"""Charts as inline SVG of our own: from data to a string, no script, no font and nothing else from outside.

Each has a title and a description for those who cannot see it, and says by letters, numbers and hatching what
it also says by colour. `ident` begins every id of a chart, so that one page can hold several.
"""

from glmopt.reports.charts import terminal
from glmopt.reports.charts.bars import Bar, bar_chart
from glmopt.reports.charts.heatmap import Tile, heat_map
from glmopt.reports.charts.stack import Frame, Piece, stacked_steps
from glmopt.reports.charts.step import Flat, step_curve
from glmopt.reports.charts.tornado import Swing, tornado_chart

__all__ = [
    "Bar",
    "Flat",
    "Frame",
    "Piece",
    "Swing",
    "Tile",
    "bar_chart",
    "heat_map",
    "stacked_steps",
    "step_curve",
    "terminal",
    "tornado_chart",
]
