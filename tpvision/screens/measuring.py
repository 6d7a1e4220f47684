"""The camera check and the calibration: the whole picture, one thing to do at a time, and how far that has come.

The picture never moves from one thing to do to the next.
"""

from __future__ import annotations

import pygame

from tpvision.knowledge.words import Words
from tpvision.screens.fixes import draw_fix, silhouette
from tpvision.screens.icons import draw_tick
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
)
from tpvision.screens.overlay import draw_trunk
from tpvision.screens.placement import Picture, Placement
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import arc, disc, ring
from tpvision.values import Cue, CueKind, Hands, MeasureStep, Measuring, Phase, View

KEYS = (("page down", "next"), ("escape", "back"))
"""The help line: keys by ``pygame.key.name``, and what they mean."""
RESULT_KEYS = (("return", "go_on"), ("page up", "again"), ("escape", "back"))
_HANDS: tuple[Meaning, ...] = ((Hands.RIGHT, "next"), (Hands.BOTH, "back"))
_RESULT_HANDS: tuple[Meaning, ...] = ((Hands.RIGHT, "go_on"), (Hands.LEFT, "again"), (Hands.BOTH, "back"))

CROWN = 0.10
"""Where in the picture's height the crown of who stands well is..."""
TORSO_OF_PICTURE = 0.18
"""... and how long the torso then looks over the picture's longer side: of 48 cm, from 200 cm, by the angle of a
usual webcam."""
_CROWN_V = -0.72
_CALIBRATION = (MeasureStep.STAND, MeasureStep.BALL)


def arrange(size: tuple[int, int], view: View, theme: Theme, words: Words, around: Around) -> Room:
    """Place everything in a window of this size.

    The boxes that are there when there is something to show: picture, panel, phase, count, muted, listening,
    ``hands_...``, banner, notice, no_picture, fix, ring, quality, band, sentence, reason, hints.
    """
    room = Room(size, theme, words)
    gap = room.gap
    now = view.measuring or Measuring(MeasureStep.PLACE)
    result = now.step is MeasureStep.RESULT
    room.set_hints(RESULT_KEYS if result else KEYS)
    advice = _advice(view, words)
    if advice is not None:
        room.set_reason(advice)
    if view.caption is not None:
        room.set_sentence(words.say(view.caption))
    # One line less or more must not move the picture.
    two_lines = room.boxes["hints"].top - 2 * gap - round(2.26 * room.main)
    spare = room.foot - two_lines
    if spare > 0 and "sentence" in room.boxes:
        room.boxes["sentence"].y -= spare // 2
    room.foot = min(room.foot, two_lines)
    room.close_band()
    picture = room.boxes["picture"]
    picture.height = room.boxes["panel"].height = room.foot
    calibrating = now.step is not MeasureStep.PLACE
    count = None
    if now.step in _CALIBRATION:
        count = words.text("screen.step", now=_CALIBRATION.index(now.step) + 1, all=len(_CALIBRATION))
    room.set_chips(words.text("screen.calibrate" if calibrating else "screen.check"), count)
    room.set_banner(around.status.message if around.status is not None else None)
    room.set_notice(around.notice)
    room.set_signs(around)
    if around.hands:
        room.set_hands(_RESULT_HANDS if result else _HANDS)
    panel = room.boxes["panel"]
    inside = panel.inflate(-2 * gap, -2 * gap)
    if result and view.calibration is not None:
        text = words.text("screen.quality", cm=_decimal(view.calibration.quality_cm, words.language))
        set_text = room.set("quality", text, room.main, inside.width, bold=True)
        room.boxes["quality"] = set_text.rect(center=inside.center)
    elif not result:
        width = min(inside.width, inside.height)
        if _good(view) or calibrating:
            # The picture of what to do lies within the ring that fills while it is done.
            room.boxes["ring"] = pygame.Rect(0, 0, width, width)
            room.boxes["ring"].center = inside.center
            width = round(0.56 * width)
        room.boxes["fix"] = pygame.Rect(0, 0, width, width)
        room.boxes["fix"].center = inside.center
    top = room.boxes["banner" if "banner" in room.boxes else "phase"].bottom + gap
    no_picture(room, view, pygame.Rect(gap, top, picture.width - 2 * gap, max(1, room.column_foot - top)))
    return room


def draw_still(surface: pygame.Surface, picture: Picture | None, view: View, room: Room, around: Around) -> None:
    """Draw what stays the same until something new is seen."""
    theme, boxes = room.theme, room.boxes
    now = view.measuring or Measuring(MeasureStep.PLACE)
    surface.fill(theme.background)
    placement = place_picture(surface, picture, view, room, around, whole=True)
    if placement is not None:
        surface.set_clip(boxes["picture"])
        _draw_over_picture(surface, view, now, theme, placement, room.unit)
        surface.set_clip(None)
    surface.fill(theme.panel, boxes["panel"])
    if "fix" in boxes:
        _draw_task(surface, view, now, room, around.mirror)
    if "quality" in boxes:
        room.texts["quality"].draw(surface, boxes["quality"], theme.text)
    draw_chips(surface, room)
    if "ring" in boxes:
        draw_empty_ring(surface, boxes["ring"], theme)
    icon = room.icon
    if _good(view) or now.step is MeasureStep.RESULT:
        draw_tick(surface, icon, theme.hold)
    else:
        ring(surface, icon.center, 0.36 * icon.width, 0.14 * icon.width, theme.target)
        disc(surface, icon.center, 0.14 * icon.width, theme.target)
    draw_band(surface, room)


def draw_moving(surface: pygame.Surface, view: View, room: Room, flash: Flash | None) -> None:
    """Draw what moves by itself, over the rest: the ring that fills, and a flash."""
    if "ring" in room.boxes and view.measuring is not None:
        fill_ring(surface, room.boxes["ring"], view.measuring.progress, room.theme.hold)
    if flash is not None:
        draw_flash(surface, flash, room)


def _good(view: View) -> bool:
    """Say whether the camera's place is good right now."""
    return view.fix is None and view.body is not None


def _advice(view: View, words: Words) -> str | None:
    """Return what would make the calibration better."""
    now = view.calibration
    if view.measuring is None or view.measuring.step is not MeasureStep.RESULT or now is None:
        return None
    if now.advice is None:
        return words.text("screen.nothing_better")
    return words.say(Cue(view.t_s, CueKind.INFO, now.advice))


def _decimal(cm: float, language: str) -> str:
    text = f"{cm:.1f}"
    return text.replace(".", ",") if language == "de" else text


def _draw_task(surface: pygame.Surface, view: View, now: Measuring, room: Room, mirror: bool) -> None:
    """Draw what is to be done now."""
    box, theme = room.boxes["fix"], room.theme
    if view.phase is Phase.DONE or (now.step is MeasureStep.PLACE and _good(view)):
        draw_tick(surface, box, theme.hold)
        return
    key = "stand_at_wall" if now.step is MeasureStep.STAND else "show_ball"
    if now.step is MeasureStep.PLACE or (view.fix is not None and view.fix.key in ("stalled", "nobody", "setup_alone")):
        key = view.fix.key if view.fix is not None else "nobody"
    draw_fix(surface, key, box, theme, mirror)


def _draw_over_picture(
    surface: pygame.Surface, view: View, now: Measuring, theme: Theme, placement: Placement, unit: int
) -> None:
    """Draw where to stand, or where to hold the ball, and the trunk that was found."""
    if view.body is not None:
        draw_trunk(surface, view.body, theme, placement, unit)
    if (now.step is MeasureStep.PLACE and not _good(view)) or (now.step is MeasureStep.STAND and view.body is None):
        tall = placement.scale * placement.size_px[1]
        v_px = TORSO_OF_PICTURE * placement.scale * max(placement.size_px)
        middle = placement.at((placement.size_px[0] / 2, 0.0))[0]
        top = placement.top_px + CROWN * tall - _CROWN_V * v_px
        silhouette(surface, (middle, top), v_px, theme, 0.006 * unit)
    if now.circle_px is not None:
        centre, radius = placement.at(now.circle_px), placement.scale * now.circle_radius_px
        paint = theme.hold if now.ball_seen else theme.ball
        ring(surface, centre, radius, 0.017 * unit, theme.casing)
        ring(surface, centre, radius, 0.010 * unit, paint, dashes=0 if now.ball_seen else 16)
        if now.ball_seen:
            arc(surface, centre, radius + 0.02 * unit, 0.014 * unit, now.progress, theme.hold)
