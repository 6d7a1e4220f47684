"""The session screen: the mirrored picture, what is known of the ball, the sentence, the hold, the drawn body.

``arrange`` says where everything goes and ``draw`` draws it there. Both are pure: the same arguments give
the same boxes and the same pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pygame

from tpvision.knowledge.words import Words
from tpvision.screens.body_map import BodyMap
from tpvision.screens.hints import Hints, draw_hints, set_hints
from tpvision.screens.icons import draw_pause, draw_phase, draw_tick, phase_colour
from tpvision.screens.placement import Picture, Placement
from tpvision.screens.scale import draw_scale
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import Point, Text, arc, arrow, disc, ellipse, panel, ring, set_text, stroke
from tpvision.values import Body, Cue, CueKind, Facing, HoldProgress, Move, Pace, Phase, SourceStatus, View

KEYS = (("space", "here"), ("p", "pause"), ("n", "next"), ("e", "easier"), ("s", "stop"))
"""The help line: keys by ``pygame.key.name``, and what they mean. It shows while the person may be near them."""
_NEAR_KEYS = (Phase.GET_READY, Phase.PAUSED, Phase.DONE, Phase.STOPPED)

_TYPICAL_CM = (36.0, 48.0)  # shoulder joint width and torso length, while nobody is measured
_DIRECTIONS: dict[Move, Point] = {
    Move.BEND_KNEES: (0.0, 1.0),
    Move.STRAIGHTEN_KNEES: (0.0, -1.0),
    Move.SHIFT_LEFT: (-1.0, 0.0),
    Move.SHIFT_RIGHT: (1.0, 0.0),
    Move.LEAN_LEFT: (-1.0, 0.0),
    Move.LEAN_RIGHT: (1.0, 0.0),
    Move.REPLACE_HIGHER: (0.0, -1.0),
    Move.REPLACE_LOWER: (0.0, 1.0),
    Move.REPLACE_LEFT: (-1.0, 0.0),
    Move.REPLACE_RIGHT: (1.0, 0.0),
}
_ROLLS = tuple(move for move in Move if not move.value.startswith("replace"))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of the session screen goes."""

    unit: int
    """What sizes are fractions of: the window's height, or less in a narrow window."""
    boxes: dict[str, pygame.Rect]
    """What is shown: picture, panel, figure, left, right, view, phase; and, when there is any: count, banner,
    no_picture, ring, scale, band, arrow, sentence, reason, hints."""
    texts: dict[str, Text]
    """By the names of their boxes."""
    hints: Hints | None


def draw(
    surface: pygame.Surface,
    image_bgr: Picture | None,
    view: View,
    theme: Theme,
    words: Words,
    *,
    status: SourceStatus | None = None,
    mirror: bool = True,
) -> None:
    """Draw a moment of a session over the whole surface.

    Parameters
    ----------
    image_bgr
        The picture that ``view`` was computed from, unmirrored.
    mirror
        Show the picture as a mirror does.
    """
    layout = arrange(surface.get_size(), view, theme, words, status=status)
    surface.fill(theme.background)
    size_px = view.size_px
    if image_bgr is not None and not all(size_px):
        size_px = image_bgr.shape[1], image_bgr.shape[0]
    if all(size_px):
        placement = Placement.within(layout.boxes["picture"], size_px, mirror=mirror)
        if image_bgr is not None:
            placement.draw(surface, image_bgr)
        surface.set_clip(layout.boxes["picture"])
        _draw_over_picture(surface, view, theme, placement, layout.unit)
        surface.set_clip(None)
    _draw_panel(surface, view, theme, layout)
    _draw_edge(surface, view, theme, layout)
    _draw_chips(surface, view, theme, layout)
    if "banner" in layout.boxes:
        panel(surface, layout.boxes["banner"], 0.02 * layout.unit, theme.alarm)
        layout.texts["banner"].draw(surface, layout.boxes["banner"], theme.on_alarm)
    if view.hold is not None and "ring" in layout.boxes:
        _draw_hold(surface, view.hold, view.pace, theme, layout)
    if "scale" in layout.boxes:
        draw_scale(surface, layout.boxes["scale"], view.signs, theme)
    if "band" in layout.boxes:
        _draw_band(surface, view, theme, layout, mirror)


def arrange(
    size: tuple[int, int], view: View, theme: Theme, words: Words, *, status: SourceStatus | None = None
) -> Layout:
    """Place everything in a window of this size."""
    width, height = size
    unit = min(height, width * 5 // 8)
    main, label, gap = round(theme.main * unit), round(theme.label * unit), round(0.022 * unit)
    side = round(0.53 * unit)
    picture = pygame.Rect(0, 0, width - side, height)
    boxes = {"picture": picture, "panel": pygame.Rect(width - side, 0, side, height)}
    texts: dict[str, Text] = {}

    # From the foot up: help line, reason, sentence. Trouble with the source needs the help line's room.
    trouble = status.message if status is not None else None
    foot = height - gap
    hints = None
    if view.phase in _NEAR_KEYS and trouble is None:
        hints = set_hints(KEYS, words, label, width - 2 * gap)
        boxes["hints"] = pygame.Rect((width - hints.size[0]) // 2, foot - hints.size[1], *hints.size)
        foot = boxes["hints"].top - gap
    reason = _reason(view)
    if reason is not None:
        texts["reason"] = set_text(words.say(reason), label, width - 2 * gap)
        boxes["reason"] = texts["reason"].rect(midbottom=(width // 2, foot))
        foot = boxes["reason"].top - gap // 2
    if view.caption is not None:
        arrow_side = 0
        if view.guidance is not None:
            arrow_side = round((0.14 if view.guidance.move in _ROLLS else 0.19) * unit)
        lead = arrow_side + gap if arrow_side else 0
        text = texts["sentence"] = set_text(words.say(view.caption), main, width - 4 * gap - lead)
        tall = max(text.height, arrow_side)
        left = (width - lead - text.width) // 2
        if arrow_side:
            boxes["arrow"] = pygame.Rect(left, foot - (tall + arrow_side) // 2, arrow_side, arrow_side)
        boxes["sentence"] = text.rect(midleft=(left + lead, foot - tall // 2))
        foot -= tall + gap
    if foot < height - gap:
        boxes["band"] = pygame.Rect(0, foot, width, height - foot)

    # The drawn body; a second line of the sentence must not move it.
    texts["left"] = set_text(words.text("screen.left"), label, side)
    texts["right"] = set_text(words.text("screen.right"), label, side)
    boxes["left"] = texts["left"].rect(topleft=(width - side + gap, gap))
    boxes["right"] = texts["right"].rect(topright=(width - gap, gap))
    texts["view"] = set_text(words.text(f"screen.{'front' if view.front else 'back'}_view"), label, side - 2 * gap)
    two_lines = 2 * gap + round(1.12 * main) + round(1.14 * main)
    boxes["view"] = texts["view"].rect(midbottom=(width - side // 2, min(foot, height - two_lines) - gap // 2))
    top = boxes["left"].bottom - round(0.3 * label)
    # The figure fades out toward its foot, behind the words.
    boxes["figure"] = pygame.Rect(width - side + gap // 2, top, side - gap, boxes["view"].bottom - gap - top)

    # Over the picture, from the top down: phase and count, trouble, the hold.
    chip = round(1.5 * label)
    text = texts["phase"] = set_text(words.text(f"phase.{_shown_phase(view).name.lower()}"), label, width, bold=True)
    boxes["phase"] = pygame.Rect(gap, gap, chip + text.width + round(0.4 * label), chip)
    if view.holds:
        text = texts["count"] = set_text(words.text("screen.holds", count=len(view.holds)), label, width)
        boxes["count"] = pygame.Rect(0, gap, chip + text.width + round(0.4 * label), chip)
        boxes["count"].right = picture.right - gap
    free = pygame.Rect(gap, boxes["phase"].bottom + gap, picture.width - 2 * gap, 0)
    if trouble is not None:
        text = texts["banner"] = set_text(trouble, label, free.width - 2 * gap, bold=True)
        boxes["banner"] = pygame.Rect(*free.topleft, free.width, text.height + gap)
        free.top = boxes["banner"].bottom + gap
    free.height = max(0, foot - gap - free.top)
    diameter = min(round(0.36 * unit), free.height)
    if view.hold is not None and diameter > 0.15 * unit:
        boxes["ring"] = pygame.Rect(free.left, free.centery - diameter // 2, diameter, diameter)
        seconds = math.ceil(max(0.0, view.hold.goal_s - view.hold.held_s))
        texts["ring"] = set_text(str(seconds), round(0.5 * diameter), diameter, bold=True)
    if view.phase is Phase.RATE and view.hold is None and free.height > 0.3 * unit:
        boxes["scale"] = pygame.Rect(free.left, free.top, round(0.24 * unit), free.height)
    if view.hold is None and not all(view.size_px) and "banner" not in boxes:
        texts["no_picture"] = set_text(words.text("screen.no_picture"), label, free.width)
        boxes["no_picture"] = texts["no_picture"].rect(center=free.center)
    return Layout(unit, boxes, texts, hints)


def _reason(view: View) -> Cue | None:
    """Return why the hold does not count, unless the sentence says it already."""
    if view.hold is None or view.hold.valid or view.hold.reason is None:
        return None
    if view.caption is not None and view.caption.key == view.hold.reason:
        return None
    return Cue(view.t_s, CueKind.DRIFT, view.hold.reason)


def _shown_phase(view: View) -> Phase:
    return Phase.PAUSED if view.hold is not None and not view.hold.valid else view.phase


def _draw_over_picture(surface: pygame.Surface, view: View, theme: Theme, placement: Placement, unit: int) -> None:
    """Draw the trunk, the target and the ball where they are in the picture."""
    if view.body is not None:
        _draw_trunk(surface, view.body, theme, placement, unit)
    if view.target is not None:
        radius = placement.scale * view.target.radius_px
        _draw_target(surface, placement.at(view.target.centre_px), radius, view, theme, unit)
    if view.ball is not None:
        down = placement.direction(view.body.down_px) if view.body is not None else (0.0, 1.0)
        # From the side, the right axis has no direction in the picture; the down axis always has.
        angle_deg = math.degrees(math.atan2(down[1], down[0])) - 90
        axes = placement.scale * view.ball.sigma_px[0], placement.scale * view.ball.sigma_px[1]
        centre, radius = placement.at(view.ball.centre_px), placement.scale * view.ball.radius_px
        _draw_ball(surface, centre, radius, axes, angle_deg, view.ball.seen, theme, unit)


def _draw_trunk(surface: pygame.Surface, body: Body, theme: Theme, placement: Placement, unit: int) -> None:
    shoulders = [placement.at(p) for p in body.shoulders_px]
    hips = [placement.at(p) for p in body.hips_px]
    axis = [placement.at(body.origin_px), placement.at(body.hip_px)]
    thin, wide, dot = 0.005 * unit, 0.011 * unit, 0.012 * unit
    for width, paint in ((wide, (*theme.casing, 150)), (thin, (*theme.line, 220))):
        for points in (shoulders, hips, axis):
            stroke(surface, points, width, paint)
    for point in (*shoulders, *hips):
        disc(surface, point, dot + thin, theme.casing)
        disc(surface, point, dot, theme.line)


def _draw_target(surface: pygame.Surface, centre: Point, radius: float, view: View, theme: Theme, unit: int) -> None:
    """Draw a ring with four ticks, so that it is not taken for the ball."""
    counts = view.hold is not None and view.hold.valid
    colour = theme.hold if counts else theme.target
    thick, casing = 0.009 * unit, 0.004 * unit
    radius = max(radius, 0.038 * unit)
    ticks = [
        [(centre[0] + x * r, centre[1] + y * r) for r in (radius, radius + 0.03 * unit)]
        for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1))
    ]
    for width, paint in ((thick + 2 * casing, theme.casing), (thick, colour)):
        ring(surface, centre, radius, width, paint)
        for tick in ticks:
            stroke(surface, tick, width, paint)


def _draw_ball(
    surface: pygame.Surface,
    centre: Point,
    radius: float,
    sigma_axes: Point,
    angle_deg: float,
    seen: bool,
    theme: Theme,
    unit: int,
) -> None:
    """Draw the ball, full if it is seen and in dashes if it is inferred, and the ellipse of one sigma."""
    thick, casing = 0.0055 * unit, 0.0025 * unit
    radius = max(radius, 0.022 * unit)
    for width, paint in ((0.7 * thick + 2 * casing, theme.casing), (0.7 * thick, theme.ball)):
        ellipse(surface, centre, sigma_axes, angle_deg, width, paint)
    if seen:
        disc(surface, centre, radius + casing, theme.casing)
        disc(surface, centre, radius, theme.ball)
    else:
        disc(surface, centre, radius, (*theme.ball, 110))
        ring(surface, centre, radius, thick + 2 * casing, theme.casing)
        ring(surface, centre, radius, thick, theme.ball, dashes=7)


def _draw_panel(surface: pygame.Surface, view: View, theme: Theme, layout: Layout) -> None:
    """Draw the body beside the picture, with the target and the ball on it."""
    boxes, unit = layout.boxes, layout.unit
    surface.fill(theme.panel, boxes["panel"])
    body_map = BodyMap.within(boxes["figure"])
    body_map.draw(surface, theme, front=view.front)
    for name in ("left", "right", "view"):
        layout.texts[name].draw(surface, boxes[name], theme.text if name != "view" else theme.soft_text)
    width_cm, torso_cm = _TYPICAL_CM if view.body is None else (view.body.shoulder_width_cm, view.body.torso_cm)
    u_px, v_px = body_map.u_px / width_cm, body_map.v_px / torso_cm  # of one centimetre
    surface.set_clip(boxes["panel"])
    if view.target is not None:
        centre = body_map.at(view.target.right_cm / width_cm, view.target.down_cm / torso_cm)
        _draw_target(surface, centre, view.target.radius_cm * (u_px + v_px) / 2, view, theme, unit)
    if view.ball is not None:
        ball = view.ball
        radius_cm = ball.radius_px / view.body.px_per_cm if view.body is not None else 3.3
        centre = body_map.at(ball.right_cm / width_cm, ball.down_cm / torso_cm)
        axes = ball.sigma_right_cm * u_px, ball.sigma_down_cm * v_px
        _draw_ball(surface, centre, radius_cm * (u_px + v_px) / 2, axes, 0.0, ball.seen, theme, unit)
    surface.set_clip(None)


def _draw_edge(surface: pygame.Surface, view: View, theme: Theme, layout: Layout) -> None:
    """Frame the picture in the colour of the phase, to be noticed from the corner of the eye."""
    if view.hold is None and view.phase not in (Phase.RELEASE, Phase.PAUSED, Phase.LOST, Phase.STOPPED):
        return
    picture = layout.boxes["picture"].copy()
    if "band" in layout.boxes:
        picture.height = layout.boxes["band"].top
    pygame.draw.rect(surface, phase_colour(_shown_phase(view), theme), picture, round(0.011 * layout.unit))


def _draw_chips(surface: pygame.Surface, view: View, theme: Theme, layout: Layout) -> None:
    """Draw the phase and the number of holds."""
    for name in ("phase", "count"):
        if name not in layout.boxes:
            continue
        box, text = layout.boxes[name], layout.texts[name]
        panel(surface, box, box.height / 2, _scrim(theme))
        icon = pygame.Rect(box.x, box.y, box.height, box.height).inflate(-box.height // 3, -box.height // 3)
        if name == "phase":
            draw_phase(surface, _shown_phase(view), icon, theme)
        else:
            draw_tick(surface, icon, theme.hold)
        text.draw(surface, text.rect(midleft=(box.x + box.height, box.centery)), theme.text)
    if "no_picture" in layout.boxes:
        layout.texts["no_picture"].draw(surface, layout.boxes["no_picture"], theme.text)


def _draw_hold(surface: pygame.Surface, hold: HoldProgress, pace: Pace | None, theme: Theme, layout: Layout) -> None:
    """Draw the ring that fills while the hold counts, the seconds that remain, and the breath to go along with."""
    box, text = layout.boxes["ring"], layout.texts["ring"]
    width = 0.1 * box.width
    radius = (box.width - width) / 2 - 2
    disc(surface, box.center, box.width / 2, _scrim(theme))
    if pace is not None:
        least, most = 0.45 * radius, 0.88 * radius
        disc(surface, box.center, least + (most - least) * pace.fullness, (*theme.hold, 90))
    ring(surface, box.center, radius, width, theme.skin_shade)
    arc(surface, box.center, radius, width, hold.held_s / hold.goal_s, theme.hold if hold.valid else theme.wait)
    if hold.valid:
        text.draw(surface, box, theme.text)
    else:
        text.draw(surface, box.move(0, -round(0.08 * box.height)), theme.text)
        bars = pygame.Rect(0, 0, box.width // 5, box.width // 5)
        bars.midtop = box.centerx, box.centery + round(0.14 * box.height)
        draw_pause(surface, bars, theme.wait)


def _draw_band(surface: pygame.Surface, view: View, theme: Theme, layout: Layout, mirror: bool) -> None:
    """Draw the sentence with its arrow, the reason and the help line."""
    boxes, texts = layout.boxes, layout.texts
    panel(surface, boxes["band"], 0, _scrim(theme))
    if "sentence" in boxes:
        texts["sentence"].draw(surface, boxes["sentence"], theme.text, flush="arrow" in boxes)
    if view.guidance is not None and "arrow" in boxes:
        facing = view.body.facing if view.body is not None else Facing.FRONT
        _draw_move(
            surface, boxes["arrow"], view.guidance.move, arrow_direction(view.guidance.move, facing, mirror), theme
        )
    if "reason" in boxes:
        texts["reason"].draw(surface, boxes["reason"], theme.soft_text)
    if layout.hints is not None:
        draw_hints(surface, layout.hints, boxes["hints"].topleft, theme)


def arrow_direction(move: Move, facing: Facing, mirror: bool) -> Point:
    """Return where on the screen a move goes: where the persons will see themselves, or the ball, go.

    The subject's right is on the right of the mirrored picture when they face the camera, and on the left when
    they face away; unmirrored it is the other way about. From the side, the arrow keeps to the drawn body, on which
    right is right.
    """
    x, y = _DIRECTIONS[move]
    if (facing is Facing.FRONT and not mirror) or (facing is Facing.BACK and mirror):
        return -x, y
    return x, y


def _draw_move(surface: pygame.Surface, box: pygame.Rect, move: Move, direction: Point, theme: Theme) -> None:
    """Draw an arrow; for a ball that is to be put elsewhere, an arrow that starts from a ball."""
    length = 0.9 * box.width
    if move in _ROLLS:
        arrow(surface, box.center, direction, length, theme.target)
        return
    (dx, dy), (x, y) = direction, box.center
    disc(surface, (x - 0.28 * length * dx, y - 0.28 * length * dy), 0.24 * length, theme.ball)
    arrow(surface, (x + 0.24 * length * dx, y + 0.24 * length * dy), direction, 0.58 * length, theme.target)


def _scrim(theme: Theme) -> tuple[int, int, int, int]:
    return (*theme.scrim, round(255 * theme.scrim_opacity))
