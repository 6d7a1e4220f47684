"""Every page of the menu in every language: nothing is clipped, nothing overlaps, all of it can be reached."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pygame
import pytest

from tests.app.menu.kit import desk_in, hold, keep
from tpvision.app.menu import afterwards, areas, before, mine, past, today
from tpvision.app.menu.evening import Evening
from tpvision.app.menu.turns import Desk, Home, Screen
from tpvision.app.programs import sentences
from tpvision.core.doses import Remark
from tpvision.edges import folders
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.feelings import feelings
from tpvision.knowledge.words import Words, languages
from tpvision.screens import page as page_screen
from tpvision.screens.theme import DARK
from tpvision.values import Cue, CueKind, Pause, Phase, Side, Spot, Step, Tenderness, View
from tpvision.values.page import Choice, Figure, Page, Place

WIDE = [(1280, 720), (1920, 1080)]
OTHER = [(3840, 2160), (1024, 768), (2560, 1080), (900, 1200)]
LANGUAGE = pytest.mark.parametrize("language", languages())
ENDS = ("goal", "halved", "not easing", "easier", "moved", "left the wall", "lost", "next", "stop", "time")
EVENING = Evening()


def longest(language: str) -> list[str]:
    """Return the zones with the longest names."""
    entries = [entry for entry in Catalog.load(language).entries if entry.group != "off"]
    return [entry.key for entry in sorted(entries, key=lambda entry: -len(entry.name))[:4]]


@pytest.fixture(params=languages())
def desk(request: pytest.FixtureRequest) -> Desk:
    """Return the desk of somebody with a past whose zones have long names, a long program and a file with faults."""
    language = str(request.param)
    zones = longest(language)
    holds = [
        hold(zones[number % 4], Side.RIGHT, 88.0 if way == "goal" else 7.0, way) for number, way in enumerate(ENDS)
    ]
    pauses = [
        Pause(3.0 * n, 3.0 * n + 2.0, key) for n, key in enumerate(("off_spot", "moving", "unsure", "no_go", "lost"))
    ]
    told = [Tenderness(number, zone, Side.RIGHT, 10, 10) for number, zone in enumerate(zones)]
    for ago_days in (400.0, *(30.0 + number for number in range(past.NEWEST)), 0.0):
        keep(
            ago_days, holds, pauses, told, [Spot(-0.2, 0.1, 2.0, 2.0, False), Spot(0.4, 0.1, 2.0, 2.0, True)], "stopped"
        )
    rows = "".join(f'[[step]]\nzone = "{zone}"\nside = "right"\nholds = 2\nhold_s = 25\n' for zone in zones)
    (folders.programs_folder() / "own-1.toml").write_text(
        f'name = "{"W" * mine.NAME_LETTERS}"\n{rows}', encoding="utf-8"
    )
    (folders.programs_folder() / "bad.toml").write_text(
        'name = "Bad"\n[[step]]\nzone = "rhomboids"\n', encoding="utf-8"
    )
    return desk_in(language)


def screens(desk: Desk) -> dict[str, Screen]:
    """Return the screens, with as much to say as there can be."""
    language, zones = desk.language, longest(desk.language)
    sided = tuple((zone, Side.RIGHT) for zone in zones)
    keys = [key for key in desk.words.sections["dose"] if key not in ("left", "right")]
    numbers = (("s", 20.0), ("level", 10.0), ("most", 3.0), ("count", 4.0), ("min", 15.0))
    steps = [Step(Catalog.load().zone(zone).zone, Side.RIGHT, 2, 30.0) for zone in zones]
    remarks = sentences([Remark(step, key, numbers) for key, step in zip(keys, itertools.cycle(steps))], desk.words)
    held = tuple(hold(zone, Side.RIGHT, 7.0, way) for zone, way in zip(itertools.cycle(zones), ENDS))
    told = tuple(Tenderness(number, zone, Side.RIGHT, 10, 10) for number, zone in enumerate(zones))
    spots = (Spot(0.2, 0.1, 1.0, 1.0, False),) * 3
    view = View(9.0, (640, 480), Phase.STOPPED, holds=held, tenderness=told, spots=spots)
    stopped = replace(view, caption=Cue(8.0, CueKind.STOP, "stop_words"))
    fault = "The history /home/somebody/.local/share/tpvision/history.sqlite3 has no room left; make room on its disk."
    newest = past.History().page(desk).choices[2].key.removeprefix("session ")
    month = next(row.key for row in past.History().page(desk).choices if row.key.startswith("month "))
    return {
        "today": today.Today(EVENING),
        "tense": areas.Tense(EVENING),
        "areas": areas.Areas(lambda _: Home()),
        **{f"explore {each.key}": areas.Explore(EVENING, each.key) for each in feelings(Catalog.load(language))},
        **{f"area {each.key}": areas.Area(each.key, EVENING) for each in Catalog.load(language).entries},
        "mine": mine.Mine(),
        "edit": mine.Edit("own-1"),
        "edit new": mine.Edit("own-2"),
        "spot": mine.Spot("own-1", 1),
        "seconds": mine.Seconds(mine.Spot("own-1", 1), 90.0),
        "named": mine.Named("own-1", "W" * mine.NAME_LETTERS),
        "pick": mine.Pick("own-1"),
        "side": mine.PickSide("own-1", zones[0]),
        "gone": mine.Gone("own-1", areas.sided(desk, zones[0], Side.RIGHT), ""),
        "spots": mine.Spots(EVENING),
        "consent": before.Consent(EVENING, tuple(zones)),
        "sore": before.Sore(EVENING, sided, 10.0),
        "less": before.Less(EVENING, tuple(remarks), True),
        "nothing": before.Less(EVENING, tuple(remarks), False),
        "summary": afterwards.Summary(view, None),
        "stopped": afterwards.Summary(stopped, None),
        "fault": afterwards.Summary(stopped, fault),
        "look out": afterwards.LookOut(),
        "history": past.History("/home/somebody/.local/share/tpvision/reports/2026-11-22.html"),
        "month": past.Month(month.removeprefix("month ")),
        "detail": past.Detail(int(newest)),
        "forget": past.Forget(int(newest)),
    }


def assert_fits(page: Page, size: tuple[int, int], words: Words) -> None:
    layout = page_screen.arrange(size, page, DARK, words)
    window, boxes, view = pygame.Rect(0, 0, *size), layout.boxes, layout.boxes["view"]
    apart = {name: box for name, box in boxes.items() if name not in ("dial", "entry")}
    for name, box in boxes.items():
        assert window.contains(box), f"{name} {box} leaves the window"
    for (a, box_a), (b, box_b) in itertools.combinations(apart.items(), 2):
        assert not box_a.colliderect(box_b), f"{a} {box_a} lies on {b} {box_b}"
    for name, text in layout.texts.items():
        assert boxes[name].contains(text.rect(center=boxes[name].center)), f"{name} does not hold its text"
        assert text.em_px >= int(DARK.label * layout.unit)
    for box, text in layout.sides:
        assert boxes["panel"].contains(box)
        assert box.size == text.rect().size
    for (box_a, _), (box_b, _) in itertools.combinations(layout.sides, 2):
        assert not box_a.colliderect(box_b)
    for name in ("dial", "entry"):
        assert name not in boxes or view.contains(boxes[name])
    for box, text in layout.lines:
        assert text.width <= box.width <= view.width
    for row in layout.rows:
        assert_row_fits(row, view, layout.unit)
    for one, other in itertools.pairwise([*(box for box, _ in layout.lines), *(row.box for row in layout.rows)]):
        assert one.bottom <= other.top


def assert_row_fits(row: page_screen.Row, view: pygame.Rect, unit: int) -> None:
    assert view.left <= row.box.left
    assert row.box.right <= view.right
    assert row.box.height <= view.height, "too tall to be read at once"
    for name, box in row.boxes.items():
        assert row.box.contains(box), f"{name} {box} leaves its row {row.box}"
    for (a, box_a), (b, box_b) in itertools.combinations(row.boxes.items(), 2):
        assert not box_a.colliderect(box_b), f"{a} {box_a} lies on {b} {box_b}"
    for name, text in row.texts.items():
        assert row.boxes[name].contains(text.rect(center=row.boxes[name].center))
        assert text.em_px >= int(DARK.label * unit)


def test_every_page_fits(desk: Desk) -> None:
    for name, screen in screens(desk).items():
        page = screen.page(desk)
        for size in WIDE:
            for focus in {0, len(page.choices) // 2}:
                try:
                    assert_fits(replace(page, focus=focus), size, desk.words)
                except AssertionError as error:
                    raise AssertionError(f"{name} at {size}, row {focus}: {error}") from error


def test_pages_fit_in_other_windows(desk: Desk) -> None:
    every = screens(desk)
    for name in ("today", "tense", "area quadratus_lumborum", "pick", "sore", "detail", "history", "look out"):
        page = every[name].page(desk)
        for size in OTHER:
            try:
                assert_fits(page, size, desk.words)
            except AssertionError as error:
                raise AssertionError(f"{name} at {size}: {error}") from error


ROWS = tuple(Choice(str(number), f"row {number}", "and more of it" * (number % 3)) for number in range(12))


def scrolled(focus: int, size: tuple[int, int] = (1280, 720)) -> page_screen.Layout:
    page = Page("rows", "Rows", ("A line to read first.",), ROWS, focus)
    return page_screen.arrange(size, page, DARK, Words.load("en"))


@pytest.mark.parametrize("focus", range(len(ROWS)))
def test_the_focus_is_whole_in_view_and_no_row_is_cut(focus: int) -> None:
    layout = scrolled(focus)
    view = layout.boxes["view"]
    assert view.contains(layout.rows[focus].box.inflate(-2, 0))
    shown = [row.box for row in layout.rows if layout.shows(row.box)]
    assert shown[0].top <= view.top + layout.unit * 0.25
    assert all(view.top <= box.top and box.bottom <= view.bottom for box in shown)


def test_a_folded_second_line_shows_with_the_focus() -> None:
    rows = (
        Choice("a", "a", "more of a", folded=True),
        Choice("b", "b", "more of b", folded=True),
        Choice("c", "c", "d"),
    )
    for focus in range(3):
        layout = page_screen.arrange((1280, 720), Page("x", "X", (), rows, focus), DARK, Words.load("en"))
        assert [number for number, row in enumerate(layout.rows) if "detail" in row.texts] == sorted({focus, 2})


def test_the_first_row_shows_the_top_and_the_last_row_the_bottom() -> None:
    first, last = scrolled(0), scrolled(len(ROWS) - 1)
    assert first.scrolled == 0
    assert first.shows(first.lines[0][0])
    room = last.boxes["view"].bottom - last.rows[-1].box.bottom
    assert 0 <= room < last.rows[0].box.height + last.rows[1].box.height


def test_a_click_finds_rows_and_the_marks_of_both_sides() -> None:
    size, words = (1280, 720), Words.load("en")
    places = (Place(-0.3, 0.0, 3.0, "a"), Place(0.3, 0.0, 3.0, "a"), Place(0.0, 0.6, 3.0, "b"))
    page = Page("x", "X", (), (Choice("b", "b"), Choice("a", "a")), figures=(Figure(False, places),))
    layout = page_screen.arrange(size, page, DARK, words)

    def at(x: float, y: float) -> int | None:
        return page_screen.choice_at(round(x), round(y), size, page, DARK, words)

    assert [at(x, y) for _, x, y, _ in layout.marks] == [1, 1, 0]
    assert [at(*row.box.center) for row in layout.rows] == [0, 1]
    assert at(*layout.boxes["title"].center) is None
    assert at(layout.marks[0][1], layout.marks[0][2] + 120) is None


def test_a_row_that_is_not_shown_is_not_clicked() -> None:
    size, words = (1280, 720), Words.load("en")
    page = Page("rows", "Rows", (), ROWS)
    layout = page_screen.arrange(size, page, DARK, words)
    hidden = next(row.box for row in layout.rows if not layout.shows(row.box))
    assert page_screen.choice_at(hidden.centerx, min(hidden.top + 2, 719), size, page, DARK, words) is None


def drawn(page: Page, size: tuple[int, int] = (640, 360)) -> bytes:
    surface = pygame.Surface(size)
    page_screen.draw(surface, page, DARK, Words.load("en"))
    return bytes(surface.get_buffer().raw)


@pytest.mark.parametrize(
    "change",
    [
        lambda page: replace(page, focus=1),
        lambda page: replace(page, choices=(replace(page.choices[0], grave=True), page.choices[1])),
        lambda page: replace(page, choices=(replace(page.choices[0], on=False), page.choices[1])),
        lambda page: replace(page, choices=(replace(page.choices[0], bar=0.2), page.choices[1])),
        lambda page: replace(page, figures=(Figure(True),)),
        lambda page: replace(page, figures=(Figure(False, (Place(0.1, 0.1, 3.0),)),)),
        lambda page: replace(page, figures=(Figure(False, (Place(0.1, 0.1, 3.0, sigma_cm=(2.0, 4.0)),)),)),
        lambda page: replace(page, message="Something went wrong."),
        lambda page: replace(page, note="At the foot."),
    ],
)
def test_what_a_page_says_is_seen(change: Callable[[Page], Page]) -> None:
    page = Page("x", "X", (), (Choice("a", "a", on=True, bar=0.7), Choice("b", "b")), figures=(Figure(False),))
    assert drawn(page) == drawn(page)
    assert drawn(page) != drawn(change(page))


def test_a_long_name_of_a_side_becomes_its_letter() -> None:
    words = Words.load("de")
    places = (Place(0.1, 0.1, 3.0),)
    both = Page("x", "X", figures=(Figure(False, places), Figure(True, places)))
    one = Page("x", "X", figures=(Figure(False, places),))
    narrow, wide = (page_screen.arrange((1024, 768), page, DARK, words).sides for page in (both, one))
    assert [text.lines for _, text in wide] == [("LINKS",), ("RECHTS",)]
    assert [text.lines for _, text in narrow] == [("L",), ("R",)] * 2
