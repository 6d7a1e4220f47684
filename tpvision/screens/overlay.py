"""What is drawn over the picture and on the drawn body: the trunk, the target, the ball, and areas to keep off."""

from __future__ import annotations

import math
from functools import lru_cache

import pygame

from tpvision.screens.body_map import TYPICAL_CM, BodyMap
from tpvision.screens.placement import Placement
from tpvision.screens.text import set_text
from tpvision.screens.theme import Theme
from tpvision.screens.widgets import Point, disc, ellipse, reticle, ring, stroke
from tpvision.values import Body, NoGo, View

_MULTIPLY = pygame.BLEND_RGBA_MULT


def draw_over_picture(surface: pygame.Surface, view: View, theme: Theme, placement: Placement, unit: int) -> None:
    """Draw the trunk, the target and the ball where they are in the picture."""
    if view.body is not None:
        draw_trunk(surface, view.body, theme, placement, unit)
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


@lru_cache(maxsize=4)
def ground_of_body(
    size: tuple[int, int],
    body_map: BodyMap,
    theme: Theme,
    front: bool,
    no_go: tuple[NoGo, ...],
    places: tuple[tuple[float, float, bool], ...],
    current: int,
    aimed: bool,
    unit: int,
) -> pygame.Surface:
    """Return the panel with what stays the same for a whole spot: the body, areas to keep off, the session's places.

    Parameters
    ----------
    places
        Of each: ``u``, positive on the subject's right, ``v``, and whether it is on the front.
    current
        The number of the one under way, from 0.
    aimed
        Whether that one is shown by its target.
    """
    surface = pygame.Surface(size, 0, 32)
    surface.fill(theme.panel)
    body_map.draw(surface, theme, front=front)
    hatching = pygame.Surface(size, pygame.SRCALPHA, 32)
    for area in no_go:
        if area.front is front:
            for sign in (1, -1):
                (x0, y0), (x1, y1) = (
                    body_map.at(sign * u, v) for u, v in ((area.u_from, area.v_from), (area.u_to, area.v_to))
                )
                box = pygame.Rect(round(min(x0, x1)), round(y0), max(2, round(abs(x1 - x0))), max(2, round(y1 - y0)))
                hatch(hatching, box, theme, unit)
    # Areas are rectangles; the body is not.
    skin = pygame.mask.from_threshold(surface, theme.panel, (1, 1, 1, 255))
    skin.invert()
    hatching.blit(skin.to_surface(setcolor=(255, 255, 255, 255), unsetcolor=(0, 0, 0, 0)), (0, 0), None, _MULTIPLY)
    surface.blit(hatching, (0, 0))
    for number, (u, v, on_front) in enumerate(places):
        if on_front is front and not (aimed and number == current):
            _draw_place(surface, body_map.at(u, v), number, current, theme, unit)
    return surface


def draw_on_body(surface: pygame.Surface, view: View, theme: Theme, body_map: BodyMap, unit: int) -> None:
    """Draw the target and the ball on the drawn body."""
    width_cm, torso_cm = TYPICAL_CM if view.body is None else (view.body.shoulder_width_cm, view.body.torso_cm)
    u_px, v_px = body_map.u_px / width_cm, body_map.v_px / torso_cm  # of one centimetre
    if view.target is not None:
        centre = body_map.at(view.target.right_cm / width_cm, view.target.down_cm / torso_cm)
        _draw_target(surface, centre, view.target.radius_cm * (u_px + v_px) / 2, view, theme, unit)
    if view.ball is not None:
        ball = view.ball
        radius_cm = ball.radius_px / view.body.px_per_cm if view.body is not None else 3.3
        centre = body_map.at(ball.right_cm / width_cm, ball.down_cm / torso_cm)
        axes = ball.sigma_right_cm * u_px, ball.sigma_down_cm * v_px
        _draw_ball(surface, centre, radius_cm * (u_px + v_px) / 2, axes, 0.0, ball.seen, theme, unit)


def hatch(surface: pygame.Surface, box: pygame.Rect, theme: Theme, unit: int) -> None:
    """Hatch a box, as an area to keep off."""
    thin, pitch = max(1.0, 0.003 * unit), max(6, round(0.019 * unit))
    # Lines that fall to the right, at the same places in all boxes, cut at this one.
    first = (box.x - box.bottom) // pitch * pitch
    for line in range(first, box.right - box.y, pitch):
        start, end = max(box.y, box.x - line), min(box.bottom, box.right - line)
        if end > start:
            stroke(surface, [(line + start, start), (line + end, end)], thin, theme.alarm)


def _draw_place(surface: pygame.Surface, at: Point, number: int, current: int, theme: Theme, unit: int) -> None:
    """Mark one of the session's places with its number: filled when it was done."""
    radius = 0.022 * unit
    casing = radius + 0.004 * unit, theme.casing
    disc(surface, at, radius, theme.hold if number < current else theme.panel, casing)
    ring(surface, at, radius, 0.005 * unit, theme.hold if number < current else theme.target)
    text = set_text(str(number + 1), round(0.034 * unit), unit, bold=True)
    ink = theme.casing if number < current else theme.text
    text.draw(surface, text.rect(center=(round(at[0]), round(at[1]))), ink)


def draw_trunk(surface: pygame.Surface, body: Body, theme: Theme, placement: Placement, unit: int) -> None:
    """Draw shoulders, hips and the line between them."""
    shoulders = [placement.at(p) for p in body.shoulders_px]
    hips = [placement.at(p) for p in body.hips_px]
    axis = [placement.at(body.origin_px), placement.at(body.hip_px)]
    thin, wide, dot = 0.005 * unit, 0.011 * unit, 0.012 * unit
    for points in (axis, shoulders, hips):
        stroke(surface, points, thin, (*theme.line, 220), casing=(wide, (*theme.casing, 150)))
    for point in (*shoulders, *hips):
        disc(surface, point, dot, theme.line, casing=(dot + thin, theme.casing))


def _draw_target(surface: pygame.Surface, centre: Point, radius: float, view: View, theme: Theme, unit: int) -> None:
    """Draw a ring with four ticks, so that it is not taken for the ball."""
    counts = view.hold is not None and view.hold.valid
    colour = theme.hold if counts else theme.target
    thick, casing = 0.009 * unit, 0.004 * unit
    radius = max(radius, 0.038 * unit)
    reticle(surface, centre, radius, 0.03 * unit, thick, colour, casing=(thick + 2 * casing, theme.casing))


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
    line = 0.7 * thick
    ellipse(surface, centre, sigma_axes, angle_deg, line, theme.ball, casing=(line + 2 * casing, theme.casing))
    if seen:
        disc(surface, centre, radius, theme.ball, casing=(radius + casing, theme.casing))
    else:
        disc(surface, centre, radius, (*theme.ball, 110))
        ring(surface, centre, radius, thick + 2 * casing, theme.casing)
        ring(surface, centre, radius, thick, theme.ball, dashes=7)
