"""Charts as SVG elements, to stand within a page; a paint is a class, so that the page's style decides on colours."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from tpvision.edges.report.marks import WIDTH, Mark, Picture, Point, Round, Shape, Text


def svg(picture: Picture, title: str) -> Element:
    """Return a picture as an element; ``title`` is what is read out of it."""
    box = f"0 0 {WIDTH:g} {picture.height:g}"
    found = Element("svg", {"viewBox": box, "role": "img", "aria-label": title})
    for mark in picture.marks:
        _add(found, mark)
    return found


def _add(to: Element, mark: Mark) -> None:
    match mark:
        case Shape():
            points = " ".join(_at(point) for point in mark.points)
            named = {"points": points, **_paint(mark.fill, mark.stroke, mark.width, mark.opacity)}
            if mark.dashed:
                named["stroke-dasharray"] = "3 2"
            SubElement(to, "polygon" if mark.closed else "polyline", named)
        case Round():
            (x, y), (rx, ry) = mark.centre, mark.radii
            named = {"cx": _n(x), "cy": _n(y), "rx": _n(rx), "ry": _n(ry)}
            SubElement(to, "ellipse", {**named, **_paint(mark.fill, mark.stroke, mark.width, mark.opacity)})
        case Text():
            (x, y), bold = mark.at, {"font-weight": "bold"} if mark.bold else {}
            named = {"x": _n(x), "y": _n(y), "font-size": _n(mark.size), "class": f"f-{mark.fill}", **bold}
            if mark.anchor != "start":
                named["text-anchor"] = mark.anchor
            SubElement(to, "text", named).text = mark.text


def _paint(fill: str, stroke: str, width: float, opacity: float) -> dict[str, str]:
    named = {"class": f"f-{fill or 'none'}" + (f" s-{stroke}" if stroke else "")}
    if stroke and width != 1.0:
        named["stroke-width"] = _n(width)
    if opacity != 1.0:
        named["fill-opacity"] = _n(opacity)
    return named


def _at(point: Point) -> str:
    return f"{_n(point[0])},{_n(point[1])}"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
