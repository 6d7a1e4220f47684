"""Balls, walls, hands and lamps, drawn for the ball finder."""

from __future__ import annotations

import math

import cv2
import numpy as np

from tpvision.edges.ball_finder import BallFinder
from tpvision.values import BallSearch, Frame, Sighting

WIDTH_PX, HEIGHT_PX = 320, 240
CENTRE_PX, RADIUS_PX = (158.3, 121.6), 9.0
WHOLE = BallSearch(0, 0, WIDTH_PX, HEIGHT_PX, RADIUS_PX)

BALLS_BGR = {
    "yellow": (40, 220, 225),
    "orange": (20, 120, 235),
    "red": (35, 30, 200),
    "pink": (150, 60, 225),
    "purple": (150, 40, 110),
    "blue": (190, 90, 30),
    "green": (70, 160, 50),
    "black": (25, 25, 25),
    "white": (240, 240, 240),
    "grey": (120, 120, 120),
}
LAMPS_BGR = {"day": (1.0, 1.0, 1.0), "warm": (0.88, 0.97, 1.0), "cool": (1.0, 0.97, 0.92), "dim": (0.75, 0.75, 0.75)}
WALLS_BGR = {"wallpaper": (170, 190, 200), "wood": (60, 100, 150), "painted": (120, 70, 40)}


def wall(kind: str, rng: np.random.Generator) -> np.ndarray:
    """Return an empty wall, unevenly lit."""
    light = np.linspace(0.85, 1.1, WIDTH_PX)[None, :, None]
    stripes = 1 + 0.05 * np.sin(np.arange(WIDTH_PX) / 6)[None, :, None]
    image = np.array(WALLS_BGR[kind]) * light * stripes + np.zeros((HEIGHT_PX, 1, 1))
    return image + rng.normal(0, 4, image.shape)


def add_disc(image: np.ndarray, colour: str, centre: tuple[float, float], axes: tuple[float, float]) -> None:
    """Draw a ball, lit from above and with smooth edges."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    distance = np.hypot((x - centre[0]) / axes[0], (y - centre[1]) / axes[1])
    cover = np.clip((1 - distance) * min(axes) + 0.5, 0, 1)[:, :, None]
    shade = (1.05 - 0.2 * (y - centre[1] + axes[1]) / (2 * axes[1]))[:, :, None]
    image[:] = image * (1 - cover) + np.array(BALLS_BGR[colour]) * shade * cover


def taken(image: np.ndarray, lamp: str, rng: np.random.Generator) -> Frame:
    """Return the picture that a camera with some noise takes of it by the light of a lamp."""
    lit = image * np.array(LAMPS_BGR[lamp]) + rng.normal(0, 4, image.shape)
    return Frame(cv2.GaussianBlur(np.clip(lit, 0, 255).astype(np.uint8), (0, 0), 0.7), 0.0, 0)


def find(image: np.ndarray, colour: str, search: BallSearch = WHOLE, lamp: str = "day") -> Sighting | None:
    return BallFinder(colour).find(taken(image, lamp, np.random.default_rng(2)), search)


def usual_wall(colour: str) -> str:
    """Return a wall that is not of the ball's own colour."""
    return {"orange": "wallpaper", "blue": "wood", "grey": "wood", "white": "wood", "black": "wallpaper"}.get(
        colour, "painted"
    )


SKIN_BGR = (125, 160, 210)
WOOD_BGR = (75, 115, 165)
HELD_FRAMES = 15
FPS = 15.0


def add_hand(image: np.ndarray, centre: tuple[float, float]) -> None:
    """Draw a palm behind the ball's place, and an arm."""
    at = (round(centre[0] + 3), round(centre[1] + 7))
    cv2.ellipse(image, at, (11, 13), 20, 0, 360, SKIN_BGR, -1, cv2.LINE_AA)
    cv2.line(image, at, (at[0] + 60, at[1] + 40), SKIN_BGR, 14, cv2.LINE_AA)


def shown(finder: BallFinder, scene: np.ndarray, colour: str, lamp: str = "day") -> list[Sighting | None]:
    """Let the finder see the ball held up for a second; return what it saw."""
    rng = np.random.default_rng(3)
    seen = []
    for index in range(HELD_FRAMES):
        centre = (CENTRE_PX[0] + 1.5 * math.sin(index / 3), CENTRE_PX[1] + math.cos(index / 4))
        image = scene.copy()
        add_hand(image, centre)
        add_disc(image, colour, centre, (RADIUS_PX, RADIUS_PX))
        frame = taken(image, lamp, rng)
        seen.append(finder.find(Frame(frame.image_bgr, index / FPS, index), WHOLE))
    return seen


def pressed(scene: np.ndarray, colour: str, covered: float, shade: float = 0.7) -> np.ndarray:
    """Return the scene with a shirt that covers a part of the ball from the left, 0..1 of its width."""
    image = scene.copy()
    add_disc(image, colour, CENTRE_PX, (RADIUS_PX, RADIUS_PX))
    reach = int(CENTRE_PX[0] + RADIUS_PX * 2)
    image[80:170, int(CENTRE_PX[0]) - 20 : reach] *= shade
    image[60:220, 60 : round(CENTRE_PX[0] + RADIUS_PX * (2 * covered - 1))] = (95, 120, 60)
    return image


def later(finder: BallFinder, image: np.ndarray, lamp: str = "day", t_s: float = 1.2) -> Sighting | None:
    """Return what the finder sees in a picture after the ball was shown."""
    frame = taken(image, lamp, np.random.default_rng(5))
    return finder.find(Frame(frame.image_bgr, t_s, 30), WHOLE)


STRONG_LAMPS_BGR = {"candle": (0.45, 0.8, 1.05), "dusk": (0.4, 0.37, 0.35)}


def first_seen(finder: BallFinder, image: np.ndarray, lamp_bgr: tuple[float, float, float]) -> Sighting | None:
    """Return the last of what the finder sees in the first second and a half of a session."""
    rng = np.random.default_rng(6)
    found = None
    for index in range(22):
        lit = image * np.array(lamp_bgr) + rng.normal(0, 4, image.shape)
        found = finder.find(Frame(np.clip(lit, 0, 255).astype(np.uint8), index / FPS, index), WHOLE)
    return found


def add_ball(image: np.ndarray, colours: tuple[str, str], centre: tuple[float, float], turn: float) -> None:
    """Draw a ball of two halves, lit from above so that its lower side lies in shade."""
    y, x = np.mgrid[: image.shape[0], : image.shape[1]]
    right, down = (x - centre[0]) / RADIUS_PX, (y - centre[1]) / RADIUS_PX
    distance = np.hypot(right, down)
    toward = np.sqrt(np.clip(1 - distance**2, 0, 1))
    shade = np.clip(0.75 + 0.25 * toward - 0.3 * down, 0.5, 1.0)[:, :, None]
    first = (right * math.cos(turn) + down * math.sin(turn) > 0)[:, :, None]
    colour = np.where(first, np.array(BALLS_BGR[colours[0]]), np.array(BALLS_BGR[colours[1]]))
    cover = np.clip((1 - distance) * RADIUS_PX + 0.5, 0, 1)[:, :, None]
    image[:] = image * (1 - cover) + colour * shade * cover


def room(kind: str) -> np.ndarray:
    """Return a wall with furniture, and a person in a striped shirt before it."""
    image = wall(kind, np.random.default_rng(1))
    image[170:, :70] = (60, 75, 90)
    image[20:70, 20:60] *= 0.7
    image[90:, 100:150] = np.where(np.arange(150)[:, None, None] // 8 % 2, (95, 110, 60), (70, 80, 45))
    return image


TWO_HALVES = [("white", "white"), ("black", "black"), ("white", "black"), ("black", "white"), ("yellow", "blue")]
