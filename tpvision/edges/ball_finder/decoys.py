"""Spots that look like the ball and are a part of the room."""

from __future__ import annotations

import math
from dataclasses import dataclass

LEAST_CONFIDENCE = 0.2
SAME = 0.4
"""Two places no further apart than this, of the ball's radius, are one."""
STAYED = 5.0
"""A ball between body and wall goes half as far as the body: when that went so many radii, it is not where it was."""
AT_REST, BALL_MOVED = 0.15, 0.5
"""A spot that stayed within the first of where it was, while another moved by more than the second."""
FAR = 8.0
"""Two rivals further apart than this are two."""
AT_LEAST_S = 1.0
FORGOTTEN_S, DECOY_FORGOTTEN_S = 2.0, 90.0
MAX_SPOTS = 24


@dataclass(slots=True)
class _Place:
    x: float
    y: float
    began_s: float
    seen_s: float
    person: tuple[float, float]
    rival: tuple[float, float] | None
    """Where the best other spot was when this one was first seen."""
    strayed: float = 0.0
    """How far from its place it was seen at most, of the radius."""
    decoy: bool = False


class Decoys:
    """Remembers where spots stay while the person or the ball moves."""

    def __init__(self) -> None:
        self._places: list[_Place] = []

    def see(
        self, spots: list[tuple[float, float, float]], t_s: float, person: tuple[float, float], radius: float
    ) -> list[bool]:
        """Take in the spots of one frame and say which of them are decoys.

        Parameters
        ----------
        spots
            x, y and confidence of each, the best first.
        t_s
            Time of the frame.
        person
            A point that moves with the person.
        radius
            Of the ball, as the positions in pixels.
        """
        found = []
        for x, y, confidence in spots:
            place = next((p for p in self._places if math.hypot(p.x - x, p.y - y) < SAME * radius), None)
            likely = max(LEAST_CONFIDENCE, 0.4 * confidence)
            rival = next(((a, b) for a, b, c in spots if c >= likely and (a, b) != (x, y)), None)
            if place is None:
                if confidence >= LEAST_CONFIDENCE:
                    self._places.append(_Place(x, y, t_s, t_s, person, rival))
                found.append(False)
                continue
            place.seen_s = t_s
            place.strayed = max(place.strayed, math.hypot(place.x - x, place.y - y) / radius)
            if t_s - place.began_s >= AT_LEAST_S:
                place.decoy |= math.dist(person, place.person) > STAYED * radius
                if rival is not None and place.rival is not None and place.strayed < AT_REST:
                    moved = math.dist(rival, place.rival) / radius
                    place.decoy |= BALL_MOVED < moved < FAR
            if place.rival is None:
                place.rival = rival
            found.append(place.decoy)
        kept = [p for p in self._places if t_s - p.seen_s < (DECOY_FORGOTTEN_S if p.decoy else FORGOTTEN_S)]
        self._places = sorted(kept, key=lambda p: (not p.decoy, -p.seen_s))[:MAX_SPOTS]
        return found
