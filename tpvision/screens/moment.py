"""A moment before the camera, whichever screen shows it: a session, or a camera check or calibration."""

from __future__ import annotations

import pygame

from tpvision.knowledge.words import Words
from tpvision.screens import measuring, session
from tpvision.screens.live import Around, Flash, Room
from tpvision.screens.placement import Picture
from tpvision.screens.theme import Theme
from tpvision.values import View


def arrange(size: tuple[int, int], view: View, theme: Theme, words: Words, around: Around) -> Room:
    """Place everything in a window of this size."""
    place = session.arrange if view.measuring is None else measuring.arrange
    return place(size, view, theme, words, around)


def draw_still(surface: pygame.Surface, picture: Picture | None, view: View, room: Room, around: Around) -> None:
    """Draw what stays the same until something new is seen, as it was arranged; see ``draw``."""
    paint = session.draw_still if view.measuring is None else measuring.draw_still
    paint(surface, picture, view, room, around)


def draw_moving(surface: pygame.Surface, view: View, room: Room, flash: Flash | None) -> None:
    """Draw what moves by itself, over the rest; it moves within the room that was arranged before."""
    paint = session.draw_moving if view.measuring is None else measuring.draw_moving
    paint(surface, view, room, flash)


def moves(view: View) -> bool:
    """Say whether something on the screen moves by itself."""
    return session.moves(view) if view.measuring is None else 0.0 < view.measuring.progress < 1.0


def draw(
    surface: pygame.Surface,
    picture: Picture | None,
    view: View,
    theme: Theme,
    words: Words,
    around: Around,
    flash: Flash | None = None,
) -> None:
    """Draw a moment over the whole surface; the same arguments give the same pixels.

    Parameters
    ----------
    picture
        The picture that ``view`` was computed from, unmirrored.
    flash
        A sound that was just made.
    """
    room = arrange(surface.get_size(), view, theme, words, around)
    draw_still(surface, picture, view, room, around)
    draw_moving(surface, view, room, flash)
