"""The report of the history: one self-contained HTML file, and its charts as PNG files (matplotlib).

What it says comes as a ``Page``, in words already; here it is only drawn.
"""

from __future__ import annotations

import os
from pathlib import Path

from tpvision.edges.report.charts import (
    Bars,
    Changes,
    Columns,
    Dot,
    Drawing,
    Drawn,
    HoldBar,
    Holds,
    Piece,
    Places,
    Trend,
)
from tpvision.edges.report.page import Chart, Grid, Page, Section, html
from tpvision.errors import OutputError

__all__ = [
    "Bars",
    "Changes",
    "Chart",
    "Columns",
    "Dot",
    "Drawing",
    "Drawn",
    "Grid",
    "HoldBar",
    "Holds",
    "Page",
    "Piece",
    "Places",
    "Section",
    "Trend",
    "html",
    "write_html",
    "write_pngs",
]


def write_html(path: Path, page: Page) -> None:
    """Write a page for this user alone; the file has its name when it is complete.

    Raises
    ------
    OutputError
        It cannot be written; an older one of that name is untouched.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with open(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="\n"
        ) as file:
            file.write(html(page))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place.") from error


def write_pngs(folder: Path, page: Page) -> list[Path]:
    """Write each chart of a page as a PNG file; return them.

    Raises
    ------
    OutputError
        One cannot be written.
    """
    from tpvision.edges.report.png import write_png

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be made ({error.strerror}); choose another.") from error
    charts = [chart for section in page.sections for chart in section.charts]
    for chart in charts:
        write_png(folder / f"{chart.name}.png", chart.drawing.draw(), chart.title)
    return [folder / f"{chart.name}.png" for chart in charts]
