"""One self-contained HTML file: no script, no address, dark and light, fit for a phone and for paper.

It is built as a tree of elements, so that every text from outside is escaped when the tree is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from tpvision.edges.report.charts import Drawing
from tpvision.edges.report.marks import DARK, LIGHT
from tpvision.edges.report.svg import svg


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with what belongs to it."""

    name: str
    """Of its PNG file, without the ending."""
    title: str
    how: str
    """Plain words on how to read it."""
    drawing: Drawing
    numbers: Grid | None = None
    """The same again as numbers."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page."""

    title: str
    lines: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    table: Grid | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All that a page says, in words already."""

    language: str
    title: str
    lines: tuple[str, ...]
    tiles: tuple[tuple[str, str], ...]
    """Numbers to begin with, each with what it counts."""
    sections: tuple[Section, ...]
    numbers: str
    """What opens the numbers of a chart."""
    foot: str


def html(page: Page) -> str:
    """Return the page as one HTML file."""
    root = Element("html", {"lang": page.language})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    # Whatever a reader's browser may think: nothing is fetched, nothing runs.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": policy})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    _text(head, "title", page.title)
    _text(head, "style", _style())
    main = SubElement(SubElement(root, "body"), "main")
    top = SubElement(main, "header")
    _text(top, "h1", page.title)
    for line in page.lines:
        _text(top, "p", line)
    if page.tiles:
        tiles = SubElement(main, "ul", {"class": "tiles"})
        for number, what in page.tiles:
            tile = SubElement(tiles, "li")
            _text(tile, "b", number)
            _text(tile, "span", what)
    for section in page.sections:
        _section(main, section, page.numbers)
    _text(SubElement(main, "footer"), "p", page.foot)
    return "<!DOCTYPE html>\n" + tostring(root, encoding="unicode", method="html") + "\n"


def _section(main: Element, section: Section, numbers: str) -> None:
    part = SubElement(main, "section")
    if section.title:
        _text(part, "h2", section.title)
    for line in section.lines:
        _text(part, "p", line)
    charts = SubElement(part, "div", {"class": "charts"}) if section.charts else part
    for chart in section.charts:
        figure = SubElement(charts, "figure")
        _text(figure, "h3", chart.title)
        figure.append(svg(chart.drawing.draw(), chart.title))
        _text(figure, "figcaption", chart.how)
        if chart.numbers is not None:
            details = SubElement(figure, "details")
            _text(details, "summary", numbers)
            _grid(details, chart.numbers)
    if section.table is not None:
        _grid(part, section.table)


def _grid(to: Element, grid: Grid) -> None:
    table = SubElement(SubElement(to, "div", {"class": "table"}), "table")
    _row(SubElement(table, "thead"), "th", grid.head)
    body = SubElement(table, "tbody")
    for row in grid.rows:
        _row(body, "td", row)


def _row(to: Element, cell: str, texts: Sequence[str]) -> None:
    row = SubElement(to, "tr")
    for text in texts:
        _text(row, cell, text)


def _text(to: Element, tag: str, text: str) -> None:
    SubElement(to, tag).text = text


def _colours(colours: dict[str, str]) -> str:
    return "".join(f"--{role}:{colour};" for role, colour in colours.items())


def _style() -> str:
    dark = f":root{{color-scheme:dark;--page:#0d1117;{_colours(DARK)}}}"
    light = f":root{{color-scheme:light;--page:#f1f3f2;{_colours(LIGHT)}}}"
    fills = "".join(f".f-{role}{{fill:var(--{role})}}.s-{role}{{stroke:var(--{role})}}" for role in LIGHT)
    return f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}{fills}.f-none{{fill:none}}{_LAYOUT}"


_LAYOUT = """
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:16px}
h1{font-size:1.7em;line-height:1.2;margin:.6em 0 .2em}
h2{font-size:1.3em;margin:2em 0 .3em}
h3{font-size:1.05em;margin:0 0 .8em}
h1,h2,h3,p,figcaption,td,.tiles b{overflow-wrap:break-word}
p{margin:.3em 0;max-width:70ch}
.tiles{list-style:none;margin:1.2em 0;padding:0;display:grid;gap:12px}
.tiles{grid-template-columns:repeat(auto-fit,minmax(140px,1fr))}
.tiles li,figure{background:var(--ground);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.tiles b{display:block;font-size:1.7em;line-height:1.2}
.tiles span,figcaption,footer,summary{color:var(--soft)}
.charts{display:grid;gap:16px;align-items:start;margin:.8em 0}
.charts{grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr))}
figure{margin:0;min-width:0}
svg{display:block;width:100%;max-width:440px;height:auto;overflow:visible}
svg text{font-family:system-ui,sans-serif}
figcaption{margin-top:.8em;font-size:.92em}
details{margin-top:.6em;font-size:.92em}
summary{cursor:pointer}
.table{overflow-x:auto}
table{border-collapse:collapse;margin:.6em 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:4px 14px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;min-width:3.5em}
td:first-child{white-space:nowrap}
@media(max-width:480px){th,td{padding-right:8px;min-width:2em;font-size:.82em;hyphens:auto}}
footer{margin:2.5em 0 1em;font-size:.92em}
@media print{
@page{margin:14mm}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{background:#fff;font-size:10.5pt}
main{padding:0;max-width:none}
.charts{grid-template-columns:1fr 1fr;gap:10px}
.tiles{grid-template-columns:repeat(4,1fr)}
section:has(.charts),section>p,figure,.tiles li,tr{break-inside:avoid}
svg{max-width:265px}
h2,h3{break-after:avoid}
details{display:none}
}
"""
