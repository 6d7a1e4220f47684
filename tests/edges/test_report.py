"""The report as it is drawn: safe, self-contained, the same each time, and each chart where it belongs."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from tpvision.edges.report import (
    Bars,
    Changes,
    Chart,
    Columns,
    Dot,
    Drawn,
    Grid,
    HoldBar,
    Holds,
    Page,
    Piece,
    Places,
    Section,
    Trend,
    html,
    write_html,
    write_pngs,
)
from tpvision.edges.report.charts import Drawing
from tpvision.edges.report.marks import DARK, LIGHT, WIDTH, Round, Shape, Text, fitting
from tpvision.errors import OutputError

EVIL = """<script>alert("1 & 2")</script>'$\\frac{1}$\u202e字"""
BODY = Drawn((((((0.0, -0.7), (0.5, 0.0), (0.4, 1.3))), "skin"),), (((0.1, 0.0), (0.2, 0.3)),), (), -0.76, 1.22, 0.76)
DRAWINGS: dict[str, Drawing] = {
    "holds": Holds((HoldBar(EVIL, "30 of 30 s", EVIL, (Piece(0.0, 10.0, "held"), Piece(10.0, 12.0, "paused"))),)),
    "bars": Bars(((EVIL, 3.0, EVIL), ("b", 0.0, "0"))),
    "columns": Columns((("a", 1.0), (EVIL, 2.0)), EVIL),
    "trend": Trend(((EVIL, (0.5, 1.0, 1.5)), ("b", None)), EVIL),
    "changes": Changes(((EVIL, 7, 3),)),
    "places": Places(BODY, (Dot(0.2, 0.3, "recent", (0.1, 0.1)), Dot(0.1, 0.1, "own", label=EVIL)), EVIL, EVIL),
}
PAGE = Page(
    language="en",
    title=EVIL,
    lines=(EVIL,),
    tiles=((EVIL, EVIL),),
    sections=(
        Section(
            EVIL,
            (EVIL,),
            tuple(Chart(name, EVIL, EVIL, drawing, Grid((EVIL,), ((EVIL,),))) for name, drawing in DRAWINGS.items()),
            Grid((EVIL,), ((EVIL,),)),
        ),
    ),
    numbers=EVIL,
    foot=EVIL,
)
EMPTY = Page("de", "Leer", (), (), (), "", "")


class Reader(HTMLParser):
    """Notes all elements, attributes and texts, and holds that what is opened is closed."""

    VOID = frozenset(("meta",))

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_whatever_is_in_names_is_text_on_the_page() -> None:
    read = Reader(html(PAGE))
    assert set(read.tags).isdisjoint({"script", "iframe", "object", "link", "img", "base", "form"})
    assert read.texts.count(EVIL) > 25
    assert not [name for name, _ in read.attributes if name.startswith("on")]


@pytest.mark.parametrize("page", [PAGE, EMPTY])
def test_the_page_asks_for_nothing_from_anywhere(page: Page) -> None:
    text = html(page)
    read = Reader(text)
    assert not [value for name, value in read.attributes if name in ("src", "href", "xlink:href", "action", "style")]
    assert not re.search(r"url\(|@import|://", text.replace(EVIL, ""))
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in read.attributes
    assert text.startswith("<!DOCTYPE html>\n<html lang=")


def test_dark_and_light_have_the_same_roles_and_every_paint_is_one_of_them() -> None:
    assert set(DARK) == set(LIGHT)
    used = {paint for paint in re.findall(r'class="(?:f|s)-([\w-]+)', html(PAGE)) if paint != "none"}
    assert used <= set(LIGHT)
    text = html(PAGE)
    for words in ("prefers-color-scheme:dark", "@media print", "width=device-width"):
        assert words in text


def test_the_same_page_is_the_same_to_the_last_letter(tmp_path: Path) -> None:
    assert html(PAGE) == html(PAGE)
    one = replace(PAGE, sections=(replace(PAGE.sections[0], charts=PAGE.sections[0].charts[:1]),))
    (first,), (second,) = (write_pngs(tmp_path / name, one) for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=list(DRAWINGS))
def test_a_chart_stays_within_its_picture(drawing: Drawing) -> None:
    picture = drawing.draw()
    for mark in picture.marks:
        points = mark.points if isinstance(mark, Shape) else (mark.centre if isinstance(mark, Round) else mark.at,)
        for x, y in points if isinstance(mark, Shape) else [points[0]]:
            assert -1.0 <= x <= WIDTH + 1.0
            assert -1.0 <= y <= picture.height + 1.0


def test_a_hold_is_as_long_as_it_was() -> None:
    pieces = (Piece(0.0, 10.0, "held"), Piece(10.0, 15.0, "paused"), Piece(15.0, 20.0, "held"), Piece(20.0, 40.0, "x"))
    marks = Holds((HoldBar("", "", "", pieces), HoldBar("", "", "", (Piece(0.0, 20.0, "held"),)))).draw().marks
    widths = [(mark.fill, mark.points[1][0] - mark.points[0][0]) for mark in marks if isinstance(mark, Shape)]
    full = sum(width for _, width in widths[:4])
    assert [(fill, width / full) for fill, width in widths] == [
        ("bar", pytest.approx(0.25)),
        ("pause", pytest.approx(0.125)),
        ("bar", pytest.approx(0.125)),
        ("", pytest.approx(0.5)),
        ("bar", pytest.approx(0.5)),
    ]


def test_columns_are_as_high_as_their_amounts() -> None:
    marks = Columns((("a", 10.0), ("b", 5.0), ("c", 0.0)), "min").draw().marks
    heights = [mark.points[2][1] - mark.points[0][1] for mark in marks if isinstance(mark, Shape) and mark.fill]
    assert [height / heights[0] for height in heights] == pytest.approx([1.0, 0.5, 0.0])


def test_places_are_where_they_are_on_the_body() -> None:
    dots = (
        Dot(0.5, 0.2, "recent", (0.1, 0.2)),
        Dot(-0.5, 0.2, "earlier", share=1.0),
        Dot(0.0, 1.2, "earlier", share=0.0),
    )
    haze, dot, left, low = _rounds(Places(BODY, dots, "", ""))
    assert dot.centre[0] - WIDTH / 2 == pytest.approx(WIDTH / 2 - left.centre[0])
    assert dot.centre[0] > WIDTH / 2  # the subject's right is on the right
    assert dot.centre == haze.centre
    u_pt = (dot.centre[0] - WIDTH / 2) / 0.5
    v_pt = low.centre[1] - left.centre[1]
    assert haze.radii == pytest.approx((0.1 * u_pt, 0.2 * v_pt))
    assert u_pt / v_pt == pytest.approx(0.76)
    assert left.radii[0] > low.radii[0]


def _rounds(places: Places) -> tuple[Round, Round, Round, Round]:
    """Return haze and dot of the recent place, then the earlier ones."""
    found = [mark for mark in places.draw().marks if isinstance(mark, Round)]
    first, second, *recent = found
    return (recent[0], recent[1], first, second)


def test_texts_that_are_too_long_are_cut_or_wrapped() -> None:
    long = "a very long name of an area " * 5
    texts = [m for m in Holds((HoldBar(long, "30 of 30 s", long, ()),)).draw().marks if isinstance(m, Text)]
    label, amount, *notes = (mark.text for mark in texts)
    assert label.endswith("…")
    sided = (f"{long}, {side}" for side in ("left", "right"))
    assert [fitting(text, 150.0).partition("…")[2] for text in sided] == [", left", ", right"]
    assert fitting("Rhomboids, left", 150.0) == "Rhomboids, left"
    assert amount == "30 of 30 s"
    assert " ".join(notes).split() == long.split()


def test_pictures_are_pngs_of_one_width(tmp_path: Path) -> None:
    written = write_pngs(tmp_path / "new" / "charts", PAGE)
    assert [path.stem for path in written] == list(DRAWINGS)
    sizes = []
    for path in written:
        with Image.open(path) as picture:
            assert picture.format == "PNG"
            sizes.append(picture.size)
            assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 10  # something is drawn
    assert len({width for width, _ in sizes}) == 1
    assert min(width for width, _ in sizes) > 800


def test_what_cannot_be_written_is_said_and_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match=r"folder\.html cannot be written"):
        write_html(tmp_path / "folder.html", EMPTY)
    with pytest.raises(OutputError, match="cannot be made"):
        write_pngs(tmp_path / "file", PAGE)
    with pytest.raises(OutputError, match="cannot be written"):
        write_html(tmp_path / "nowhere" / "a.html", EMPTY)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.html"]
    assert (tmp_path / "file").read_text() == "mine"
