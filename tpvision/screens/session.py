"""The session screen: the mirrored picture, what is known of the ball, the sentence, the hold, the drawn body.

``arrange`` says where everything goes, and all is drawn there: the same arguments give the same boxes and pixels.
"""

from __future__ import annotations

import math
from functools import lru_cache

import pygame

from tpvision.knowledge.screening import Screening
from tpvision.knowledge.words import Words
from tpvision.screens.body_map import BodyMap
from tpvision.screens.icons import draw_pause, draw_phase, phase_colour
from tpvision.screens.live import (
    Around,
    Flash,
    Meaning,
    Room,
    draw_band,
    draw_chips,
    draw_empty_ring,
    draw_flash,
    fill_ring,
    no_picture,
    place_picture,
    ring_ground,
)
from tpvision.screens.moves import ROLLS, arrow_direction, draw_move
from tpvision.screens.overlay import draw_on_body, draw_over_picture, ground_of_body, hatch
from tpvision.screens.placement import Picture
from tpvision.screens.scale import draw_scale
from tpvision.screens.text import Text, set_text
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import disc
from tpvision.values import (
    Cue,
    CueKind,
    Facing,
    Hands,
    HoldProgress,
    Pace,
    Phase,
    View,
)

KEYS = (("space", "here"), ("p", "pause"), ("n", "next"), ("e", "easier"), ("s", "stop"))
"""The help line: keys by ``pygame.key.name``, and what they mean. It shows while the person may be near them."""
_NEAR_KEYS = (Phase.GET_READY, Phase.PAUSED, Phase.DONE)
PAUSED_KEYS = (
    *(("return", "go_on"), ("escape", "stop"), ("e", "easier")),
    *(("m", "sound"), ("f", "full_screen"), ("q", "quit")),
)
"""All keys that do something in a pause."""
_OVER_KEYS = (("return", "go_on"),)

COUNTED_S = {Phase.GET_READY: 5.0, Phase.REST: 20.0, Phase.RATE: 10.0}
"""Phases whose countdown is a ring, and the time for which it is full."""

SMALLEST_FIGURE = 0.35
"""The drawn body is never made shorter than this for what hatching means, in sizes of the room."""


def draw_still(surface: pygame.Surface, picture: Picture | None, view: View, room: Room, around: Around) -> None:
    """Draw what stays the same until something new is seen."""
    theme, boxes = room.theme, room.boxes
    if "figure" not in boxes:
        surface.fill(theme.background, boxes["panel"])
    placement = place_picture(surface, picture, view, room, around)
    if placement is not None:
        surface.set_clip(boxes["picture"])
        draw_over_picture(surface, view, theme, placement, room.unit)
        surface.set_clip(None)
    if "figure" in boxes:
        _draw_panel(surface, view, room, around)
    _draw_edge(surface, view, room)
    if "watch" in boxes:
        surface.fill(theme.panel, boxes["watch"])
    draw_chips(surface, room)
    if "ring" in boxes:
        ring_ground(surface, boxes["ring"], theme)
        draw_empty_ring(surface, boxes["ring"], theme)
    draw_phase(surface, _shown_phase(view), room.icon, theme)
    for name, colour in (("watch_title", theme.text), ("watch_urgent", theme.text), ("watch_others", theme.soft_text)):
        if name in boxes:
            room.texts[name].draw(surface, boxes[name], colour, flush=True)
    if "scale" in boxes:
        draw_scale(surface, boxes["scale"], view.signs, theme)
    draw_band(surface, room)
    if view.guidance is not None and "arrow" in boxes:
        facing = view.body.facing if view.body is not None else Facing.FRONT
        move = view.guidance.move
        draw_move(surface, boxes["arrow"], move, arrow_direction(move, facing, around.mirror), theme)


def draw_moving(surface: pygame.Surface, view: View, room: Room, flash: Flash | None) -> None:
    """Draw what moves by itself, over the rest: the ring that fills or runs down, the breath, a flash."""
    if "ring" in room.boxes:
        if view.hold is not None:
            _draw_hold(surface, view.hold, view.pace, room)
        elif view.left_s is not None:
            _draw_countdown(surface, view.left_s, view.phase, room)
    if flash is not None:
        draw_flash(surface, flash, room)


def moves(view: View) -> bool:
    """Say whether something on the screen moves by itself."""
    return view.phase in COUNTED_S or (view.hold is not None and view.hold.valid)


def arrange(size: tuple[int, int], view: View, theme: Theme, words: Words, around: Around) -> Room:
    """Place everything in a window of this size.

    The boxes that are there when there is something to show: picture, panel, figure, left, right, view, hatched,
    keep_off, phase, count, muted, listening, ``hands_...``, banner, notice, no_picture, ring, scale, watch, band,
    arrow, sentence, reason, hints.
    """
    room = Room(size, theme, words)
    trouble = around.status.message if around.status is not None else None
    _set_band(room, view, trouble)
    room.set_chips(words.text(f"phase.{_shown_phase(view).name.lower()}"), _count(view, words))
    if view.phase is Phase.STOPPED and _set_watch(room):
        return room
    _set_body(room, view, any(area.front is view.front for area in around.no_go))
    # Over the picture, from the top down: trouble, the signs and hands at the right, at the left the hold.
    room.set_banner(trouble)
    room.set_notice(around.notice)
    room.set_signs(around)
    if around.hands and trouble is None:
        room.set_hands(_meanings(view.phase))
    _set_ring(room, view)
    return room


def _set_band(room: Room, view: View, trouble: str | None) -> None:
    """Place what is said, from the foot up: help line, reason, sentence."""
    over = view.phase in (Phase.DONE, Phase.STOPPED)
    # Trouble with the source needs the help line's room.
    if (view.phase in _NEAR_KEYS or over) and trouble is None:
        room.set_hints(_OVER_KEYS if over else PAUSED_KEYS if view.phase is Phase.PAUSED else KEYS)
    reason = _reason(view)
    if reason is not None:
        room.set_reason(room.words.say(reason))
    if view.caption is not None:
        arrow_side = 0
        if view.guidance is not None:
            arrow_side = round((0.14 if view.guidance.move in ROLLS else 0.19) * room.unit)
        room.set_sentence(room.words.say(view.caption), arrow_side)
    room.close_band()


def _set_body(room: Room, view: View, hatched: bool) -> None:
    """Place the drawn body; a second line of the sentence must not move it."""
    (width, height), gap, label, side = room.size, room.gap, room.label, room.side
    boxes, texts, words = room.boxes, room.texts, room.words
    room.set("left", words.text("screen.left"), label, side)
    room.set("right", words.text("screen.right"), label, side)
    boxes["left"] = texts["left"].rect(topleft=(width - side + gap, gap))
    boxes["right"] = texts["right"].rect(topright=(width - gap, gap))
    room.set("view", words.text(f"screen.{'front' if view.front else 'back'}_view"), label, side - 2 * gap)
    two_lines = 2 * gap + round(1.12 * room.main) + round(1.14 * room.main)
    foot = min(room.foot, height - two_lines) - gap // 2
    top = boxes["left"].bottom - round(0.3 * label)
    if hatched:
        foot = _set_keep_off(room, foot, top + round(SMALLEST_FIGURE * room.unit))
    boxes["view"] = texts["view"].rect(midbottom=(width - side // 2, foot))
    # The figure fades out toward its foot, behind the words.
    boxes["figure"] = pygame.Rect(width - side + gap // 2, top, side - gap, boxes["view"].bottom - gap - top)


def _set_keep_off(room: Room, foot: int, top: int) -> int:
    """Place at the foot what hatching means, unless that leaves no room above ``top``; return the foot above it."""
    swatch, gap = round(0.75 * room.label), room.gap
    text = set_text(room.words.text("screen.keep_off"), room.label, room.side - 3 * gap - swatch)
    above = foot - text.height
    if above < top:
        return foot
    left = room.size[0] - (room.side + swatch + gap + text.width) // 2
    room.texts["keep_off"] = text
    room.boxes["hatched"] = pygame.Rect(left, foot - (text.height + swatch) // 2, swatch, swatch)
    room.boxes["keep_off"] = text.rect(bottomleft=(left + swatch + gap, foot))
    return above


def _set_ring(room: Room, view: View) -> None:
    """Place at the left of the picture what is counted: the hold, a countdown, or the scale; else no picture yet."""
    boxes, gap, unit = room.boxes, room.gap, room.unit
    top = boxes["banner" if "banner" in boxes else "phase"].bottom + gap
    right = min((boxes[name].left for name in boxes if name.startswith("hands_")), default=boxes["picture"].right)
    free = pygame.Rect(gap, top, right - 2 * gap, max(0, room.column_foot - top))
    if view.phase is Phase.RATE and view.hold is None and free.height > 0.3 * unit:
        scale = boxes["scale"] = pygame.Rect(free.left, free.top, round(0.24 * unit), free.height)
        free = pygame.Rect(scale.right + gap, free.top, free.right - scale.right - gap, free.height)
    diameter = min(round((0.2 if "scale" in boxes else 0.36) * unit), free.height, free.width)
    counted = view.hold is None and view.left_s is not None and view.phase in COUNTED_S
    if (view.hold is not None or counted) and diameter > 0.15 * unit:
        boxes["ring"] = pygame.Rect(free.left, free.centery - diameter // 2, diameter, diameter)
    if view.hold is None and "ring" not in boxes:
        no_picture(room, view, free)


def _count(view: View, words: Words) -> str | None:
    """Return how far the session is: which spot, or how many holds where it has none."""
    if len(view.steps) > 1:
        return words.text("screen.spot", now=min(view.step + 1, len(view.steps)), all=len(view.steps))
    return words.text("screen.holds", count=len(view.holds)) if view.holds else None


def _set_watch(room: Room) -> bool:
    """Place what to look out for after a stop, all across the window; say whether it fits."""
    gap, label, width = room.gap, room.label, room.size[0]
    names = _stop_words(room.words.language)
    top = room.boxes["phase"].bottom + gap
    lines = {"watch_title": room.words.text("screen.watch")}
    lines |= {f"watch_{kind}": room.words.text(f"screen.watch_{kind}", names=names[kind]) for kind in names}
    # In a narrow window below a long sentence, what matters most.
    for wanted in (tuple(lines), tuple(lines)[1:], ("watch_urgent",)):
        y, boxes = top, {}
        for name in wanted:
            text = set_text(lines[name], label, width - 2 * gap, bold=name == "watch_title")
            boxes[name] = text.rect(topleft=(gap, y))
            room.texts[name] = text
            y = boxes[name].bottom + gap // 2
        if y <= room.foot + gap // 2:
            room.boxes |= {"watch": pygame.Rect(0, 0, width, room.foot), **boxes}
            return True
        for name in wanted:
            del room.texts[name]
    return False


@lru_cache(maxsize=4)
def _stop_words(language: str) -> dict[str, str]:
    """Return what may be felt that ends a session, in one line for each kind."""
    found = Screening.load().stop_words
    lines = {}
    for kind, urgent in (("urgent", True), ("others", False)):
        names = [word.texts[language] for word in found if word.urgent is urgent]
        lines[kind] = ", ".join([names[0], *(name[0].lower() + name[1:] for name in names[1:])])
    return lines


def _meanings(phase: Phase) -> tuple[Meaning, ...]:
    """Return what hands above the head tell in a phase."""
    stop = (Hands.BOTH, "stop")
    match phase:
        case Phase.DONE | Phase.STOPPED:
            return ((Hands.RIGHT, "go_on"),)
        case Phase.LOST:
            return ()
        case Phase.RATE:
            return (stop,)
        case Phase.SEEK | Phase.SETTLE:
            return ((Hands.RIGHT, "here"), (Hands.LEFT, "pause"), stop)
        case Phase.PAUSED:
            return ((Hands.LEFT, "go_on"), stop)
        case _:
            return ((Hands.RIGHT, "next"), (Hands.LEFT, "pause"), stop)


def _reason(view: View) -> Cue | None:
    """Return why the hold does not count, unless the sentence says it already."""
    if view.hold is None or view.hold.valid or view.hold.reason is None:
        return None
    if view.caption is not None and view.caption.key == view.hold.reason:
        return None
    return Cue(view.t_s, CueKind.DRIFT, view.hold.reason)


def _shown_phase(view: View) -> Phase:
    return Phase.PAUSED if view.hold is not None and not view.hold.valid else view.phase


def _draw_panel(surface: pygame.Surface, view: View, room: Room, around: Around) -> None:
    """Draw the body beside the picture, with the target and the ball on it."""
    box, boxes, theme = room.boxes["panel"], room.boxes, room.theme
    ground = ground_of_body(
        box.size,
        BodyMap.within(boxes["figure"].move(-box.x, -box.y)),
        theme,
        view.front,
        around.no_go,
        tuple((step.side.sign * step.zone.u, step.zone.v, step.zone.facing_wall) for step in view.steps),
        view.step,
        view.target is not None,
        room.unit,
    )
    names = [name for name in ("left", "right", "view", "keep_off") if name in boxes]
    places = tuple(tuple(boxes[name].move(-box.x, -box.y)) for name in (*names, "hatched") if name in boxes)
    surface.blit(_labelled(ground, tuple(room.texts[name] for name in names), places, theme, room.unit), box)
    surface.set_clip(box)
    draw_on_body(surface, view, theme, BodyMap.within(boxes["figure"]), room.unit)
    surface.set_clip(None)


@lru_cache(maxsize=4)
def _labelled(
    ground: pygame.Surface, texts: tuple[Text, ...], places: tuple[tuple[int, ...], ...], theme: Theme, unit: int
) -> pygame.Surface:
    """Return a copy of the panel with its texts, first those that name the sides, and at one place more hatching."""
    surface = ground.copy()
    for number, (text, place) in enumerate(zip(texts, places, strict=False)):
        text.draw(surface, pygame.Rect(place), theme.text if number < 2 else theme.soft_text)
    for place in places[len(texts) :]:
        hatch(surface, pygame.Rect(place), theme, unit)
    return surface


def _draw_edge(surface: pygame.Surface, view: View, room: Room) -> None:
    """Frame the picture in the colour of the phase, to be noticed from the corner of the eye."""
    if view.hold is None and view.phase not in (Phase.RELEASE, Phase.PAUSED, Phase.LOST, Phase.STOPPED):
        return
    picture = room.boxes["picture"].copy()
    if "band" in room.boxes:
        picture.height = room.boxes["band"].top
    pygame.draw.rect(surface, phase_colour(_shown_phase(view), room.theme), picture, round(0.011 * room.unit))


def seconds(left_s: float, room: Room) -> Text:
    """Return what stands in the ring, while so much is left."""
    diameter = room.boxes["ring"].width
    return set_text(str(math.ceil(max(0.0, left_s) - 1e-6)), round(0.5 * diameter), diameter, bold=True)


def _draw_hold(surface: pygame.Surface, hold: HoldProgress, pace: Pace | None, room: Room) -> None:
    """Draw the ring that fills while the hold counts, the seconds that remain, and the breath to go along with."""
    box, text, theme = room.boxes["ring"], seconds(hold.goal_s - hold.held_s, room), room.theme
    if pace is not None:
        radius = 0.45 * box.width - 2
        least, most = 0.45 * radius, 0.88 * radius
        disc(surface, box.center, least + (most - least) * pace.fullness, (*theme.hold, 90))
    fill_ring(surface, box, hold.held_s / hold.goal_s, theme.hold if hold.valid else theme.wait)
    if hold.valid:
        text.draw(surface, box, theme.text)
    else:
        text.draw(surface, box.move(0, -round(0.08 * box.height)), theme.text)
        bars = pygame.Rect(0, 0, box.width // 5, box.width // 5)
        bars.midtop = box.centerx, box.centery + round(0.14 * box.height)
        draw_pause(surface, bars, theme.wait)


def _draw_countdown(surface: pygame.Surface, left_s: float, phase: Phase, room: Room) -> None:
    """Draw the ring that runs down, with the seconds that are left."""
    box = room.boxes["ring"]
    share = left_s / max(COUNTED_S[phase], math.ceil(left_s))
    fill_ring(surface, box, share, phase_colour(phase, room.theme))
    if "scale" not in room.boxes:
        seconds(left_s, room).draw(surface, box, room.theme.text)
    else:  # beside the scale, a number would be taken for an answer
        draw_phase(surface, Phase.GET_READY, box.inflate(-0.5 * box.width, -0.5 * box.height), room.theme)
