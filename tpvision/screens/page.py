"""Any page of the menu: a title, what there is to read and to choose, drawn bodies beside it, keys at the foot.

What does not fit scrolls, so that the choice with the focus is always in view, and no row is cut: one that is not
whole in view is not shown. ``arrange`` is all of the layout; drawing and the mouse both go by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pygame

from tpvision.knowledge.words import Words
from tpvision.screens.body_map import TYPICAL_CM, BodyMap
from tpvision.screens.hints import Hints, KeyMeaning, draw_hints, set_hints
from tpvision.screens.text import Text, set_text
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import disc, ellipse, panel, polygon, ring
from tpvision.values.page import Choice, Figure, Page, Place

SIDES = ("left", "right")
FEW = 2
"""So many places to choose are drawn in their size; more would hide each other."""


@dataclass(frozen=True, slots=True)
class Row:
    """A choice with its place."""

    box: pygame.Rect
    boxes: dict[str, pygame.Rect]
    """text, and where there are any: detail, value, switch, bar."""
    texts: dict[str, Text]
    """By the names of their boxes."""

    def up(self, by: int) -> Row:
        """Return the row so much higher."""
        return Row(self.box.move(0, -by), {name: box.move(0, -by) for name, box in self.boxes.items()}, self.texts)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of a page goes."""

    unit: int
    """What sizes are fractions of."""
    boxes: dict[str, pygame.Rect]
    """title, view (what the rows scroll in), hints, and where there are any: note, panel, message, dial."""
    texts: dict[str, Text]
    """By the names of their boxes."""
    lines: tuple[tuple[pygame.Rect, Text], ...]
    rows: tuple[Row, ...]
    """Scrolled; those outside ``view`` are not drawn."""
    figures: tuple[pygame.Rect, ...]
    sides: tuple[tuple[pygame.Rect, Text], ...]
    """LEFT and RIGHT above bodies with places: the subject's own."""
    hints: Hints
    tall: int
    """Height of all lines and rows."""
    scrolled: int
    marks: tuple[tuple[str, float, float, float], ...] = ()
    """Of the places on the bodies: key of the choice, centre and radius."""

    def shows(self, box: pygame.Rect) -> bool:
        """Return whether a row or line is in view, as a whole unless it is taller than the view."""
        view = self.boxes["view"]
        inside = view.top <= box.top and box.bottom <= view.bottom
        return inside or (box.height > view.height and box.colliderect(view))


def keys_of(page: Page) -> tuple[KeyMeaning, ...]:
    """Return the help line of a page."""
    leave = ("escape", "quit" if page.top else "back")
    if page.dial is not None:
        return (("page down", "more"), ("page up", "less"), ("return", "take"), leave)
    if page.entry is not None:
        return (("return", "take"), leave)
    if page.chosen is None:
        return (leave,)
    read = all(not choice.key for choice in page.choices)
    scroll = ("page down", "further" if read else "choose")
    return (scroll, ("return", "open"), leave) if page.chosen.key else (scroll, leave)


def arrange(size: tuple[int, int], page: Page, theme: Theme, words: Words) -> Layout:
    """Place everything in a window of this size."""
    width, height = size
    unit = min(height, width * 5 // 8)
    label, item, main = (round(part * unit) for part in (theme.label, theme.item, theme.main))
    gap = round(0.026 * unit)
    margin = 2 * gap
    side = min(round(0.53 * unit * (1.0 if len(page.figures) == 1 else 1.7)), width // 2) if page.figures else 0
    column = width - side - 2 * margin
    boxes: dict[str, pygame.Rect] = {}
    texts: dict[str, Text] = {}
    hints = set_hints(keys_of(page), words, label, width - 2 * margin)
    boxes["hints"] = pygame.Rect(margin, height - gap - hints.size[1], *hints.size)
    foot = boxes["hints"].top - gap
    figures: list[pygame.Rect] = []
    sides: list[tuple[pygame.Rect, Text]] = []
    if page.figures:
        boxes["panel"] = pygame.Rect(width - side, 0, side, foot)
    for number, figure in enumerate(page.figures):
        each = side // len(page.figures)
        box = pygame.Rect(width - side + number * each, gap, each, foot - 2 * gap)
        if figure.places:
            left, right = _side_texts(words, label, (each - 2 * gap) // 2)
            box = pygame.Rect(box.left, box.top + left.height, each, box.height - left.height)
            foot_of_sides = round(BodyMap.within(box).top_px)
            sides.append((left.rect(bottomleft=(box.left + gap, foot_of_sides)), left))
            sides.append((right.rect(bottomright=(box.right - gap, foot_of_sides)), right))
        figures.append(box)
    title = texts["title"] = set_text(page.title, main if len(page.title) < 22 else item, column, bold=True)
    boxes["title"] = title.rect(topleft=(margin, gap))
    if page.note:
        note = texts["note"] = set_text(page.note, label, column)
        boxes["note"] = note.rect(bottomleft=(margin, foot))
        foot = boxes["note"].top - gap
    top = boxes["title"].bottom + gap // 2
    if page.message is not None:
        pad = round(0.03 * unit)
        text = texts["message"] = set_text(page.message, label, column - 2 * pad, bold=True)
        boxes["message"] = pygame.Rect(margin, top, column, text.height + 2 * pad)
        top = boxes["message"].bottom + gap // 2
    view = boxes["view"] = pygame.Rect(margin - gap, top, column + 2 * gap, max(1, foot - top))
    y = top
    lines = []
    for line in page.lines:
        text = set_text(line, label, column)
        lines.append((text.rect(topleft=(margin, y)), text))
        y += text.height + gap
    for name, shown in (("dial", page.dial.text if page.dial else None), ("entry", page.entry)):
        if shown is not None:
            text = texts[name] = set_text(f"{shown}\u2009|" if name == "entry" else shown, main, column, bold=True)
            boxes[name] = pygame.Rect(margin, y, column, text.height + gap)
            y = boxes[name].bottom + gap
    choices = [
        replace(choice, detail="") if choice.folded and number != page.focus else choice
        for number, choice in enumerate(page.choices)
    ]
    rows = _rows(choices, pygame.Rect(margin, y, column, 0), label, item)
    if rows and rows[-1].box.bottom > view.bottom:  # smaller, so that more of them are seen at once
        rows = _rows(choices, pygame.Rect(margin, y, column, 0), label, label)
    tall = (rows[-1].box.bottom if rows else y) - top
    scrolled = 0
    if tall > view.height and rows:
        starts = [box.top - top for box, _ in lines] + [row.box.top - top for row in rows]
        scrolled = _scrolled(rows[page.focus].box, view, (0, *starts), tall)
    marks = []
    for figure, box in zip(page.figures, figures, strict=True):
        body = BodyMap.within(box)
        for place in figure.places:
            if place.key:
                marks.append((place.key, *body.at(place.u, place.v), max(_radius_px(body, place), 0.02 * unit)))
    return Layout(
        unit,
        boxes,
        texts,
        tuple((box.move(0, -scrolled), text) for box, text in lines),
        tuple(row.up(scrolled) for row in rows),
        tuple(figures),
        tuple(sides),
        hints,
        tall,
        scrolled,
        tuple(marks),
    )


def _side_texts(words: Words, em: int, width: int) -> tuple[Text, Text]:
    """Set LEFT and RIGHT, or their first letters where there is no room for both."""
    names = [words.text(f"screen.{key}") for key in SIDES]
    left, right = (set_text(name, em, 99 * em, bold=True) for name in names)
    if max(left.width, right.width) > width:
        left, right = (set_text(name[0], em, width, bold=True) for name in names)
    return left, right


def _scrolled(focused: pygame.Rect, view: pygame.Rect, starts: Sequence[int], tall: int) -> int:
    """Return how far to scroll: to where a row begins, the focus whole in view and as near to the middle as can be."""
    last = min((start for start in starts if tall - start <= view.height), default=max(starts))
    fit = [
        start
        for start in starts
        if start <= last and view.top + start <= focused.top and focused.bottom <= view.bottom + start
    ]
    return min(fit, key=lambda start: abs(focused.centery - start - view.centery), default=focused.top - view.top)


def _rows(choices: Sequence[Choice], place: pygame.Rect, label: int, em: int) -> list[Row]:
    """Set rows one below the other."""
    rows: list[Row] = []
    for choice in choices:
        rows.append(_row(choice, place, label, em))
        place = place.move(0, rows[-1].box.height + round(0.2 * label))
    return rows


def _row(choice: Choice, place: pygame.Rect, label: int, em: int) -> Row:
    """Set a row from its upper left corner: beside a mark on the left, with a switch or a value on the right."""
    pad, top = round(0.35 * em), place.y + round(0.17 * em)
    left, right = place.x + round(1.1 * em), place.right - pad
    boxes: dict[str, pygame.Rect] = {}
    texts: dict[str, Text] = {}
    if choice.on is not None:
        boxes["switch"] = pygame.Rect(right - round(1.4 * em), 0, round(1.4 * em), round(0.8 * em))
        right = boxes["switch"].left - pad
    if choice.value:
        value = texts["value"] = set_text(choice.value, label, (right - left) // 2, bold=True)
        boxes["value"] = value.rect(topright=(right, 0))
        right = boxes["value"].left - pad
    text = texts["text"] = set_text(choice.text, em, max(em, right - left))
    boxes["text"] = text.rect(topleft=(left, top))
    boxes["text"].height = max(boxes["text"].height, boxes["value"].height if "value" in boxes else 0)
    for name in ("switch", "value"):
        if name in boxes:
            boxes[name].centery = boxes["text"].centery
    y = boxes["text"].bottom
    if choice.detail:
        detail = texts["detail"] = set_text(choice.detail, label, max(em, place.right - pad - left))
        boxes["detail"] = detail.rect(topleft=(left, y))
        y = boxes["detail"].bottom
    if choice.bar is not None:
        thick = max(4, round(0.22 * em))
        boxes["bar"] = pygame.Rect(left, y + thick // 2, place.right - pad - left, thick)
        y = boxes["bar"].bottom + thick // 2
    return Row(pygame.Rect(place.x, place.y, place.width, y - place.y + round(0.17 * em)), boxes, texts)


def choice_at(x_px: int, y_px: int, size: tuple[int, int], page: Page, theme: Theme, words: Words) -> int | None:
    """Return the number of the choice at a point of the window, or ``None``."""
    layout = arrange(size, page, theme, words)
    if layout.boxes["view"].collidepoint(x_px, y_px):
        rows = (i for i, row in enumerate(layout.rows) if layout.shows(row.box) and row.box.collidepoint(x_px, y_px))
        return next(rows, None)
    near = [
        ((x - x_px) ** 2 + (y - y_px) ** 2, key)
        for key, x, y, radius in layout.marks
        if (x - x_px) ** 2 + (y - y_px) ** 2 <= (radius + 0.02 * layout.unit) ** 2
    ]
    keys = [choice.key for choice in page.choices]
    return keys.index(min(near)[1]) if near and min(near)[1] in keys else None


def scrolls(size: tuple[int, int], page: Page, theme: Theme, words: Words) -> bool:
    """Return whether a page is taller than the window."""
    layout = arrange(size, page, theme, words)
    return layout.tall > layout.boxes["view"].height


def draw(surface: pygame.Surface, page: Page, theme: Theme, words: Words) -> None:
    """Draw a page over the whole surface."""
    layout = arrange(surface.get_size(), page, theme, words)
    boxes, texts, unit = layout.boxes, layout.texts, layout.unit
    surface.fill(theme.background)
    if "panel" in boxes:
        surface.fill(theme.panel, boxes["panel"])
    for figure, box in zip(page.figures, layout.figures, strict=True):
        _draw_figure(surface, figure, box, page, theme, unit)
    for box, text in layout.sides:
        text.draw(surface, box, theme.soft_text)
    texts["title"].draw(surface, boxes["title"], theme.text, flush=True)
    if "note" in boxes:
        texts["note"].draw(surface, boxes["note"], theme.soft_text, flush=True)
    if "message" in boxes:
        panel(surface, boxes["message"], 0.03 * unit, theme.alarm)
        texts["message"].draw(surface, boxes["message"], theme.on_alarm)
    surface.set_clip(boxes["view"])
    for box, text in layout.lines:
        if layout.shows(box):
            text.draw(surface, box, theme.soft_text, flush=True)
    for name in ("dial", "entry"):
        if name in boxes:
            panel(surface, boxes[name], 0.03 * unit, theme.focus)
            texts[name].draw(surface, boxes[name], theme.on_focus)
    for number, (row, choice) in enumerate(zip(layout.rows, page.choices, strict=True)):
        if layout.shows(row.box):
            _draw_row(surface, row, choice, number == page.focus, theme)
    surface.set_clip(None)
    _draw_scroll(surface, layout, theme)
    draw_hints(surface, layout.hints, boxes["hints"].topleft, theme)


def _draw_row(surface: pygame.Surface, row: Row, choice: Choice, focused: bool, theme: Theme) -> None:
    em, boxes, texts = row.texts["text"].em_px, row.boxes, row.texts
    paint, ground = (theme.on_focus, theme.focus) if focused else (theme.text, theme.panel)
    if choice.grave:
        paint, ground = (theme.on_alarm, theme.alarm) if focused else (theme.alarm, theme.panel)
    if focused or choice.key:
        panel(surface, row.box, 0.35 * em, ground)
    if focused:  # a mark beside the colour
        x, y, half = row.box.x + 0.55 * em, boxes["text"].centery, 0.25 * em
        polygon(surface, [(x - half, y - half), (x + half, y), (x - half, y + half)], paint)
    texts["text"].draw(surface, boxes["text"], paint, flush=True)
    if choice.on is not None:
        _draw_switch(surface, boxes["switch"], em, choice.on, paint, ground)
    if "value" in boxes:
        texts["value"].draw(surface, boxes["value"], paint)
    if "detail" in boxes:
        texts["detail"].draw(surface, boxes["detail"], paint if focused else theme.soft_text, flush=True)
    if choice.bar is not None:
        whole = boxes["bar"]
        panel(surface, whole, whole.height / 2, theme.skin_shade)
        part = whole.copy()
        part.width = max(whole.height, round(whole.width * min(1.0, choice.bar)))
        if choice.bar > 0:
            panel(surface, part, whole.height / 2, paint if focused else theme.hold)


def _draw_switch(
    surface: pygame.Surface,
    box: pygame.Rect,
    em: int,
    on: bool,
    paint: tuple[int, int, int],
    ground: tuple[int, int, int],
) -> None:
    """Draw a switch: a filled one with its knob on the right is on, an empty one with it on the left is off."""
    panel(surface, box, box.height / 2, paint)
    thin = max(2, round(0.07 * em))
    if not on:
        panel(surface, box.inflate(-2 * thin, -2 * thin), box.height / 2 - thin, ground)
    knob = box.height / 2
    at = (box.right - knob if on else box.left + knob, box.centery)
    disc(surface, at, 0.3 * em, ground if on else paint)


def _draw_figure(
    surface: pygame.Surface, figure: Figure, box: pygame.Rect, page: Page, theme: Theme, unit: int
) -> None:
    body = BodyMap.within(box)
    body.draw(surface, theme, front=figure.front)
    thick = 0.007 * unit
    chosen = page.chosen
    for place in sorted(figure.places, key=lambda place: chosen is not None and place.key == chosen.key):
        centre, radius = body.at(place.u, place.v), max(_radius_px(body, place), 0.02 * unit)
        focused = bool(place.key) and chosen is not None and place.key == chosen.key
        if focused:
            disc(surface, centre, radius, theme.focus, casing=(radius + thick, theme.casing))
        elif place.sigma_cm is not None or (place.key and len(figure.places) > FEW):
            # A point: in its ellipse, or of many, lest they hide each other.
            if place.sigma_cm is not None:
                right, down = (max(3 * thick, cm * px) for cm, px in zip(place.sigma_cm, _px_per_cm(body), strict=True))
                ellipse(surface, centre, (right, down), 0.0, thick, theme.ball, casing=(2 * thick, theme.casing))
            disc(surface, centre, 1.5 * thick, theme.target, casing=(2.4 * thick, theme.casing))
        else:
            ring(surface, centre, radius, 2 * thick, theme.casing)
            ring(surface, centre, radius, thick, theme.target)


def _px_per_cm(body: BodyMap) -> tuple[float, float]:
    return body.u_px / TYPICAL_CM[0], body.v_px / TYPICAL_CM[1]


def _radius_px(body: BodyMap, place: Place) -> float:
    right, down = _px_per_cm(body)
    return place.radius_cm * (right + down) / 2


def _draw_scroll(surface: pygame.Surface, layout: Layout, theme: Theme) -> None:
    """Draw how much lies above and below, where not all fits."""
    view = layout.boxes["view"]
    if layout.tall <= view.height:
        return
    wide = max(4, round(0.008 * layout.unit))
    track = pygame.Rect(view.right - wide, view.top, wide, view.height)
    panel(surface, track, wide / 2, theme.panel)
    knob = track.copy()
    knob.height = max(4 * wide, track.height * view.height // layout.tall)
    room = track.height - knob.height
    knob.top = track.top + min(room, room * layout.scrolled // max(1, layout.tall - view.height))
    panel(surface, knob, wide / 2, theme.soft_text)
