"""What all screens with the camera's picture share: chips, signs, hands, trouble, the band with the sentence.

A screen is arranged from the window's edges inward, by a ``Room`` that remembers what is still free; then it is
drawn in two layers: what stands still until something new is seen, and what moves by itself from one drawing to
the next (a ring that fills, a flash).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pygame

from tpvision.knowledge.words import Words
from tpvision.screens.hints import Hints, KeyMeaning, draw_hints, set_hints
from tpvision.screens.icons import draw_hands, draw_microphone, draw_muted
from tpvision.screens.placement import Picture, Placement
from tpvision.screens.text import Text, set_text
from tpvision.screens.theme import Colour, Theme
from tpvision.screens.widgets import arc, disc, panel, ring
from tpvision.values import CueKind, Hands, NoGo, SourceStatus, View

Meaning = tuple[Hands, str]
"""Hands above the head, and what they tell, a key of the section ``command``."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a live screen shows beside the view."""

    status: SourceStatus | None = None
    mirror: bool = True
    """Show the picture as a mirror does."""
    hands: bool = False
    """Whether there is somebody whose hands are understood."""
    muted: bool = False
    listening: bool = False
    """Whether a microphone listens for words."""
    no_go: tuple[NoGo, ...] = ()
    """Where the ball must not be."""
    notice: str | None = None
    """What is good to know for a while and no trouble, as that there is no sound."""


@dataclass(frozen=True, slots=True)
class Flash:
    """A sound, to be seen."""

    kind: CueKind
    strength: float
    """1 at its beginning to 0."""


@dataclass(slots=True)
class Room:
    """A layout in the making, and once made, where everything goes."""

    size: tuple[int, int]
    theme: Theme
    words: Words
    boxes: dict[str, pygame.Rect] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    """By the names of their boxes."""
    hints: Hints | None = None
    meanings: tuple[Meaning, ...] = ()
    """What hands above the head tell now; the boxes are named ``hands_<right>`` and so on."""
    foot: int = 0
    """Above this there is room."""

    unit: int = field(init=False)
    """What sizes are fractions of: the window's height, or less in a narrow window."""
    gap: int = field(init=False)
    """Between things."""
    label: int = field(init=False)
    """Em of all words but the sentence."""
    main: int = field(init=False)
    """Em of the sentence."""
    side: int = field(init=False)
    """Width of the panel."""

    def __post_init__(self) -> None:
        """Begin with a picture beside a panel; both fill the window."""
        width, height = self.size
        self.unit = unit = min(height, width * 5 // 8)
        self.gap, self.side = round(0.022 * unit), round(0.53 * unit)
        self.label, self.main = round(self.theme.label * unit), round(self.theme.main * unit)
        self.foot = height - self.gap
        self.boxes["picture"] = pygame.Rect(0, 0, width - self.side, height)
        self.boxes["panel"] = pygame.Rect(width - self.side, 0, self.side, height)

    @property
    def icon(self) -> pygame.Rect:
        """Where what is going on has its shape."""
        chip = self.boxes["phase"]
        return pygame.Rect(chip.x, chip.y, chip.height, chip.height).inflate(-chip.height // 3, -chip.height // 3)

    def set(self, name: str, text: str, em_px: int, width_px: int, *, bold: bool = False) -> Text:
        """Set a text."""
        self.texts[name] = set_text(text, em_px, width_px, bold=bold)
        return self.texts[name]

    def set_hints(self, keys: tuple[KeyMeaning, ...]) -> None:
        """Place the help line at the foot."""
        width = self.size[0]
        self.hints = set_hints(keys, self.words, self.label, width - 2 * self.gap)
        box = pygame.Rect((width - self.hints.size[0]) // 2, self.foot - self.hints.size[1], *self.hints.size)
        self.boxes["hints"] = box
        self.foot = box.top - self.gap

    def set_reason(self, text: str) -> None:
        """Place a second, smaller sentence at the foot."""
        width = self.size[0]
        reason = self.set("reason", text, self.label, width - 2 * self.gap)
        self.boxes["reason"] = reason.rect(midbottom=(width // 2, self.foot))
        self.foot = self.boxes["reason"].top - self.gap // 2

    def set_sentence(self, text: str, arrow_side: int = 0) -> None:
        """Place the sentence at the foot, and an arrow before it where it has one."""
        width, gap = self.size[0], self.gap
        lead = arrow_side + gap if arrow_side else 0
        sentence = self.set("sentence", text, self.main, width - 4 * gap - lead)
        tall = max(sentence.height, arrow_side)
        left = (width - lead - sentence.width) // 2
        if arrow_side:
            self.boxes["arrow"] = pygame.Rect(left, self.foot - (tall + arrow_side) // 2, arrow_side, arrow_side)
        self.boxes["sentence"] = sentence.rect(midleft=(left + lead, self.foot - tall // 2))
        self.foot -= tall + gap

    def close_band(self) -> None:
        """Lay the band below all that was placed at the foot."""
        width, height = self.size
        if self.foot < height - self.gap:
            self.boxes["band"] = pygame.Rect(0, self.foot, width, height - self.foot)

    def set_chips(self, title: str, count: str | None) -> None:
        """Place what is going on, upper left, and how far one is, upper right in the picture."""
        label, gap = self.label, self.gap
        chip = round(1.5 * label)
        text = self.set("phase", title, label, self.size[0], bold=True)
        self.boxes["phase"] = pygame.Rect(gap, gap, chip + text.width + round(0.4 * label), chip)
        if count is not None:
            text = self.set("count", count, label, self.size[0])
            self.boxes["count"] = pygame.Rect(0, gap, text.width + round(0.8 * label), chip)
            self.boxes["count"].right = self.boxes["picture"].right - gap
            if self.boxes["count"].left < self.boxes["phase"].right + gap:
                self.boxes["count"].top = self.boxes["phase"].bottom + gap // 2

    def set_signs(self, around: Around) -> None:
        """Place the signs of a microphone that listens and of sound that is off, below how far one is."""
        chip, gap = round(1.5 * self.label), self.gap
        right, top = self.boxes["picture"].right - gap, self.column_top
        for name, shown in (("muted", around.muted), ("listening", around.listening)):
            if shown:
                self.boxes[name] = pygame.Rect(right - chip, top, chip, chip)
                right -= chip + gap // 2

    def set_notice(self, text: str | None) -> None:
        """Place at the picture's foot what is good to know: there it hides no face."""
        if text is None:
            return
        gap, picture = self.gap, self.boxes["picture"]
        notice = self.set("notice", text, self.label, picture.width - 4 * gap)
        box = pygame.Rect(0, 0, notice.width + 2 * gap, notice.height + gap // 2)
        box.midbottom = picture.centerx, self.foot - gap // 2
        self.boxes["notice"] = box

    def set_hands(self, meanings: tuple[Meaning, ...]) -> None:
        """Place what hands above the head tell, at the right of the picture."""
        gap, tall = self.gap, round(1.9 * self.label)
        top, right = self.column_top, self.boxes["picture"].right - gap
        if self.column_foot - top < len(meanings) * (tall + gap // 2):
            return
        self.meanings = meanings
        for hands, meaning in meanings:
            name = f"hands_{hands.value}"
            text = self.set(name, self.words.text(f"command.{meaning}"), self.label, self.size[0])
            self.boxes[name] = pygame.Rect(right - tall - text.width - gap, top, tall + text.width + gap, tall)
            top += tall + gap // 2

    @property
    def column_top(self) -> int:
        """Where there is room at the right of the picture."""
        names = ("count", "phase", "banner", "muted", "listening")
        return max(self.boxes[name].bottom for name in names if name in self.boxes) + self.gap // 2

    @property
    def column_foot(self) -> int:
        """Down to where there is room over the picture."""
        return (self.boxes["notice"].top if "notice" in self.boxes else self.foot) - self.gap

    def set_banner(self, trouble: str | None) -> None:
        """Place what is wrong with the source below the chips."""
        if trouble is None:
            return
        gap = self.gap
        width = self.boxes["picture"].width - 2 * gap
        text = self.set("banner", trouble, self.label, width - 2 * gap, bold=True)
        self.boxes["banner"] = pygame.Rect(gap, self.column_top, width, text.height + gap)


def scrim(theme: Theme) -> tuple[int, int, int, int]:
    """Return the paint that is laid over the picture behind text."""
    return (*theme.scrim, round(255 * theme.scrim_opacity))


def place_picture(
    surface: pygame.Surface, picture: Picture | None, view: View, room: Room, around: Around, *, whole: bool = False
) -> Placement | None:
    """Draw the picture on its ground, and say where it lies; ``None`` while its size is not known."""
    size_px, box = view.size_px, room.boxes["picture"]
    if picture is not None and not all(size_px):
        size_px = picture.size_px
    placement = Placement.within(box, size_px, mirror=around.mirror, whole=whole) if all(size_px) else None
    # Where the picture covers it all, the ground need not be painted.
    if placement is None or picture is None or placement.shown != box:
        surface.fill(room.theme.background, box)
    if placement is not None and picture is not None:
        placement.draw(surface, picture)
    return placement


def draw_chips(surface: pygame.Surface, room: Room) -> None:
    """Draw what is going on, how far one is, signs, hands, trouble, and that there is no picture."""
    theme, boxes = room.theme, room.boxes
    for name in ("phase", "count"):
        if name not in boxes:
            continue
        box, text = boxes[name], room.texts[name]
        panel(surface, box, box.height / 2, scrim(theme))
        if name == "phase":
            text.draw(surface, text.rect(midleft=(box.x + box.height, box.centery)), theme.text)
        else:
            text.draw(surface, box, theme.text)
    for name, draw in (("muted", draw_muted), ("listening", draw_microphone)):
        if name in boxes:
            box = boxes[name]
            panel(surface, box, box.height / 2, scrim(theme))
            draw(surface, box.inflate(-box.height // 3, -box.height // 3), theme)
    for hands, _ in room.meanings:
        box, text = boxes[f"hands_{hands.value}"], room.texts[f"hands_{hands.value}"]
        panel(surface, box, 0.3 * box.height, scrim(theme))
        draw_hands(surface, hands, pygame.Rect(box.x, box.y, box.height, box.height).inflate(-4, -4), theme)
        text.draw(surface, text.rect(midleft=(box.x + box.height, box.centery)), theme.text)
    if "notice" in boxes:
        panel(surface, boxes["notice"], 0.02 * room.unit, scrim(theme))
        room.texts["notice"].draw(surface, boxes["notice"], theme.text)
    if "banner" in boxes:
        panel(surface, boxes["banner"], 0.02 * room.unit, theme.alarm)
        room.texts["banner"].draw(surface, boxes["banner"], theme.on_alarm)
    if "no_picture" in boxes:
        room.texts["no_picture"].draw(surface, boxes["no_picture"], theme.text)


def draw_band(surface: pygame.Surface, room: Room) -> None:
    """Draw the sentence, the reason and the help line, on their scrim."""
    if "band" not in room.boxes:
        return
    panel(surface, room.boxes["band"], 0, scrim(room.theme))
    for name, colour in (("sentence", room.theme.text), ("reason", room.theme.soft_text)):
        if name in room.boxes:
            room.texts[name].draw(surface, room.boxes[name], colour, flush="arrow" in room.boxes and name == "sentence")
    if room.hints is not None:
        draw_hints(surface, room.hints, room.boxes["hints"].topleft, room.theme)


def draw_empty_ring(surface: pygame.Surface, box: pygame.Rect, theme: Theme) -> None:
    """Draw a ring that is to be filled."""
    ring(surface, box.center, *_ring_size(box), theme.skin_shade)


def fill_ring(surface: pygame.Surface, box: pygame.Rect, share: float, colour: Colour) -> None:
    """Fill a ring to a share."""
    arc(surface, box.center, *_ring_size(box), min(1.0, share), colour)


def _ring_size(box: pygame.Rect) -> tuple[float, float]:
    """Return the radius and the width of the line."""
    width = 0.1 * box.width
    return (box.width - width) / 2 - 2, width


def draw_flash(surface: pygame.Surface, flash: Flash, room: Room) -> None:
    """Frame the window in the colour of a sound; it grows thinner as it fades, and never lies on a text."""
    theme = room.theme
    colours = {
        CueKind.READY: theme.target,
        CueKind.BEGIN: theme.hold,
        CueKind.TICK: theme.hold,
        CueKind.END: theme.wait,
        CueKind.DRIFT: theme.wait,
        CueKind.WARN: theme.alarm,
        CueKind.STOP: theme.alarm,
    }
    thick = max(1, round((0.3 + 0.6 * flash.strength) * room.gap))
    pygame.draw.rect(surface, colours.get(flash.kind, theme.target), surface.get_rect(), thick)


def no_picture(room: Room, view: View, free: pygame.Rect) -> None:
    """Say that there is no picture yet."""
    if not all(view.size_px) and "banner" not in room.boxes:
        text = room.set("no_picture", room.words.text("screen.no_picture"), room.label, free.width)
        room.boxes["no_picture"] = text.rect(center=free.center)


def ring_ground(surface: pygame.Surface, box: pygame.Rect, theme: Theme) -> None:
    """Lay the scrim behind a ring."""
    disc(surface, box.center, box.width / 2, scrim(theme))
