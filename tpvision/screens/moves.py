"""Arrows for how the body should move, or where the ball should go."""

from __future__ import annotations

import pygame

from tpvision.screens.theme import Theme
from tpvision.screens.widgets import Point, arrow, disc
from tpvision.values import Facing, Move

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
ROLLS = tuple(move for move in Move if not move.value.startswith("replace"))
"""Moves of the body; the others put the ball elsewhere."""


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


def draw_move(surface: pygame.Surface, box: pygame.Rect, move: Move, direction: Point, theme: Theme) -> None:
    """Draw an arrow; for a ball that is to be put elsewhere, an arrow that starts from a ball."""
    length = 0.9 * box.width
    if move in ROLLS:
        arrow(surface, box.center, direction, length, theme.target)
        return
    (dx, dy), (x, y) = direction, box.center
    disc(surface, (x - 0.28 * length * dx, y - 0.28 * length * dy), 0.24 * length, theme.ball)
    arrow(surface, (x + 0.24 * length * dx, y + 0.24 * length * dy), direction, 0.58 * length, theme.target)
