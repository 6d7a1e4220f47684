"""The history counted a second time, from its raw rows, and the tables of the report's page read back."""

from __future__ import annotations

import math
import sqlite3
import statistics
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from tpvision.knowledge.catalog import Catalog


class Tables(HTMLParser):
    """Reads the tables of a page, by the headline before them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self._tag = self._title = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._tag = tag
        if tag == "table":
            # A section's own table comes after its charts', whose headlines it does not have.
            name = self._title if self._title not in self.found else f"{self._title}, own"
            self.rows = self.found.setdefault(name, [])
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self._tag = ""

    def handle_data(self, data: str) -> None:
        if self._tag in ("h2", "h3"):
            self._title = data
        elif self._tag in ("td", "th"):
            self.rows[-1][-1] = data


def raw(home: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(home / "history.sqlite3")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


OF_ME = "FROM holds JOIN sessions ON sessions.id = session_id WHERE profile = 'me'"


def again(kept: Path) -> dict[tuple[int, float], dict[str, float | None]]:
    """Count from the rows how each hold went, by session and beginning."""
    zones = {entry.key: entry.zone for entry in Catalog.load().entries}
    ((height_cm, torso, across),) = raw(
        kept, "SELECT height_cm, torso_of_stature, shoulders_of_torso FROM calibrations"
    )
    u_cm, v_cm = across * torso * height_cm, 0.91 * torso * height_cm
    spots = {f"my-{number}": (u, v, of) for number, u, v, of in raw(kept, "SELECT id, u, v, session_id FROM spots")}
    found: dict[tuple[int, float], dict[str, float | None]] = {}
    for number, session, zone, side, start_s, end_s, right_cm, down_cm, sigma_right, sigma_down in raw(
        kept,
        "SELECT holds.id, session_id, holds.zone, holds.side, start_s, end_s, right_cm, down_cm, sigma_right_cm, "
        f"sigma_down_cm {OF_ME}",
    ):
        pauses = raw(kept, f"SELECT start_s, end_s FROM pauses WHERE hold_id = {number}")
        places = [
            (x, y)
            for t_s, x, y in raw(
                kept,
                "SELECT t_s, right_cm, down_cm FROM samples WHERE right_cm IS NOT NULL AND phase = 'hold' AND "
                f"session_id = {session} AND t_s BETWEEN {start_s!r} AND {end_s!r}",
            )
            if not any(a <= t_s < b for a, b in pauses)
        ]
        steady = None
        if len(places) >= 5:
            xs, ys = zip(*places, strict=True)
            steady = math.sqrt(statistics.pvariance(xs) + statistics.pvariance(ys))
        if zone in spots:
            aims = [(spots[zone][0] * u_cm, spots[zone][1] * v_cm)]
        else:
            sign = 1 if side == "right" else -1
            aims = [(sign * zones[zone].u * u_cm, zones[zone].v * v_cm)]
        aims += [(u * u_cm, v * v_cm) for u, v, of in spots.values() if of == session]
        found[session, start_s] = {
            "paused_s": sum(b - a for a, b in pauses),
            "steadiness_cm": steady,
            "distance_cm": min(math.hypot(right_cm - x, down_cm - y) for x, y in aims),
            "sure_cm": math.hypot(sigma_right, sigma_down),
        }
    return found
