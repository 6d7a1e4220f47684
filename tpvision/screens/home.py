"""The first screen: what can be done, chosen with keys, a presenter's clicker or the mouse."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pygame

from tpvision.knowledge.words import Words
from tpvision.screens.body_map import BodyMap
from tpvision.screens.hints import Hints, draw_hints, set_hints
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import Text, panel, polygon, set_text

ITEMS = ("start", "demo", "quit")
KEYS = (("page down", "choose"), ("return", "open"), ("escape", "quit"))
"""The help line: keys by ``pygame.key.name``, and what they mean."""


@dataclass(frozen=True, slots=True)
class HomeState:
    """Which item has the focus."""

    focus: int = 0
    message: str | None = None
    """What went wrong, to be read before anything else; the next key or click takes it away."""

    @property
    def item(self) -> str:
        """The item that Enter opens, one of ``ITEMS``."""
        return ITEMS[self.focus]

    def moved(self, by: int) -> HomeState:
        """Return the state with the focus moved; it goes round at the ends."""
        return replace(self, focus=(self.focus + by) % len(ITEMS))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of the home screen goes."""

    unit: int
    """What sizes are fractions of."""
    boxes: dict[str, pygame.Rect]
    """title, purpose, notice, hints, panel, figure, and one for each of ``ITEMS``."""
    texts: dict[str, Text]
    """By the names of their boxes."""
    hints: Hints


def draw(surface: pygame.Surface, state: HomeState, theme: Theme, words: Words) -> None:
    """Draw the home screen over the whole surface."""
    layout = arrange(surface.get_size(), theme, words)
    boxes, texts, unit = layout.boxes, layout.texts, layout.unit
    surface.fill(theme.background)
    surface.fill(theme.panel, boxes["panel"])
    BodyMap.within(boxes["figure"]).draw(surface, theme, front=False)
    texts["title"].draw(surface, boxes["title"], theme.text, flush=True)
    texts["purpose"].draw(surface, boxes["purpose"], theme.soft_text, flush=True)
    for name in ITEMS:
        box, text, focused = boxes[name], texts[name], name == state.item
        panel(surface, box, 0.03 * unit, theme.focus if focused else theme.panel)
        if focused:  # a mark beside the colour
            x, y, half = box.x + 0.055 * unit, box.centery, 0.022 * unit
            polygon(surface, [(x - half, y - half), (x + half, y), (x - half, y + half)], theme.on_focus)
        left = box.x + round(0.1 * unit)
        text.draw(surface, text.rect(midleft=(left, box.centery)), theme.on_focus if focused else theme.text)
    texts["notice"].draw(surface, boxes["notice"], theme.soft_text, flush=True)
    draw_hints(surface, layout.hints, boxes["hints"].topleft, theme)
    if state.message is not None:
        box, text = place_message(state.message, layout, surface.get_width())
        panel(surface, box, 0.03 * unit, theme.alarm)
        text.draw(surface, text.rect(center=box.center), theme.on_alarm)


def place_message(message: str, layout: Layout, width_px: int) -> tuple[pygame.Rect, Text]:
    """Return where a message stands, over the whole width above the help line, and its text."""
    pad = round(0.04 * layout.unit)
    left = layout.boxes["hints"].left
    box = pygame.Rect(left, 0, width_px - 2 * left, 0)
    text = set_text(message, round(0.0615 * layout.unit), box.width - 2 * pad, bold=True)
    box.height = text.height + 2 * pad
    box.bottom = layout.boxes["hints"].top - pad // 2
    return box, text


def item_at(x_px: int, y_px: int, size: tuple[int, int], theme: Theme, words: Words) -> int | None:
    """Return the number of the item at a point of the window, as ``HomeState.focus``, or ``None``."""
    boxes = arrange(size, theme, words).boxes
    return next((i for i, name in enumerate(ITEMS) if boxes[name].collidepoint(x_px, y_px)), None)


def arrange(size: tuple[int, int], theme: Theme, words: Words) -> Layout:
    """Place everything in a window of this size."""
    width, height = size
    unit = min(height, width * 5 // 8)
    main, item, label = round(theme.main * unit), round(theme.item * unit), round(theme.label * unit)
    gap = round(0.026 * unit)
    side, margin = round(0.53 * unit), 2 * gap
    column = width - side - 2 * margin
    boxes = {"panel": pygame.Rect(width - side, 0, side, height)}
    texts: dict[str, Text] = {}

    def place(name: str, text: Text, top: int) -> int:
        texts[name], boxes[name] = text, text.rect(topleft=(margin, top))
        return boxes[name].bottom + gap

    y = place("title", set_text(words.text("home.title"), main, column, bold=True), gap)
    y = place("purpose", set_text(words.text("home.purpose"), label, column), y - gap // 2)
    for name in ITEMS:
        texts[name] = set_text(words.text(f"home.{name}"), item, column - round(0.12 * unit))
        boxes[name] = pygame.Rect(margin, y, column, texts[name].height + gap // 2)
        y = boxes[name].bottom + gap // 2
    hints = set_hints(KEYS, words, label, width - 2 * gap)
    boxes["hints"] = pygame.Rect(margin, height - gap - hints.size[1], *hints.size)
    texts["notice"] = set_text(words.text("home.notice"), label, column)
    boxes["notice"] = texts["notice"].rect(bottomleft=(margin, boxes["hints"].top - gap))
    foot = boxes["hints"].top - gap
    boxes["panel"].height = foot
    boxes["figure"] = pygame.Rect(width - side + gap, gap, side - 2 * gap, foot - 2 * gap)
    return Layout(unit, boxes, texts, hints)
