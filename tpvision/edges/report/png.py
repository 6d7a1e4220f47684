"""Charts as PNG files, for other programs and for print, in the light colours (matplotlib)."""

from __future__ import annotations

import warnings
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Polygon

from tpvision.edges.report.marks import LIGHT, WIDTH, Mark, Picture, Round, Shape, Text
from tpvision.errors import OutputError

EDGE = 16.0
"""Empty points around a chart."""
DPI = 200
_ALIGN = {"start": "left", "middle": "center", "end": "right"}


def write_png(path: Path, picture: Picture, title: str) -> None:
    """Write a chart with its title.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    head = 26.0
    width, height = WIDTH + 2 * EDGE, picture.height + head + 2 * EDGE
    figure = Figure(figsize=(width / 72, height / 72), dpi=DPI, facecolor=LIGHT["ground"])
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(-EDGE, WIDTH + EDGE)
    axes.set_ylim(picture.height + EDGE, -EDGE - head)
    # A dollar sign in a name is no formula, and a letter that the font lacks is no reason to stop.
    with mpl.rc_context({"text.parse_math": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        for mark in (Text((0, -12), title, 14, bold=True), *picture.marks):
            _add(axes, mark)
        try:
            figure.savefig(path, dpi=DPI, metadata={"Software": None})
        except OSError as error:
            raise OutputError(f"{path} cannot be written ({error.strerror}); choose another folder.") from error


def _add(axes: mpl.axes.Axes, mark: Mark) -> None:
    match mark:
        case Shape():
            shape = Polygon(
                mark.points,
                closed=mark.closed,
                facecolor=_colour(mark.fill, mark.opacity),
                edgecolor=_colour(mark.stroke),
                linewidth=mark.width,
                linestyle=(0, (3, 2)) if mark.dashed else "-",
                clip_on=False,
            )
            axes.add_patch(shape)
        case Round():
            (rx, ry), paint = mark.radii, _colour(mark.fill, mark.opacity)
            edge = _colour(mark.stroke)
            axes.add_patch(Ellipse(mark.centre, 2 * rx, 2 * ry, facecolor=paint, edgecolor=edge, linewidth=mark.width))
        case Text():
            axes.text(
                *mark.at,
                mark.text,
                fontsize=0.88 * mark.size,  # matplotlib's own font is wider than those of browsers
                ha=_ALIGN[mark.anchor],
                va="baseline",
                color=LIGHT[mark.fill],
                fontweight="bold" if mark.bold else "normal",
            )


def _colour(role: str, opacity: float = 1.0) -> tuple[str, float] | str:
    return (LIGHT[role], opacity) if role else "none"
