"""Whether a long evening costs more at its end than at its beginning: eight hours of sessions, compressed by replay.

A simulated person goes through one session after another; looks go through the engine and the keeper into a history on
the disk, and now and then the screen is painted. Clocks never go back, and memory and time a picture stay as they are.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.simulator import scenario, simulate
from tpvision.app.keeper import Keeper
from tpvision.core import engine
from tpvision.core.session import OVER
from tpvision.edges import folders
from tpvision.knowledge.words import Words
from tpvision.settings import SessionSettings, Settings
from tpvision.values import Command, CommandKind, End, Input, Plan, SourceStatus, View

HOURS = 8.0
FPS = 5.0
PAINT_S = 60.0
SETTINGS = Settings(session=SessionSettings(rest_s=5.0))


@dataclass(frozen=True)
class Evening:
    """What a long evening cost, at each hundredth of it."""

    looks: int
    sessions: int
    blocks: tuple[int, ...]
    """Pieces of memory that Python had given out."""
    rss_mib: tuple[float, ...]
    """What the process held of the computer's memory; where the system does not tell, the most it ever held."""
    look_us: tuple[float, ...]
    """CPU time for a look."""

    def grown(self, series: tuple[float, ...]) -> float:
        """Return how much more the most in the last tenth is than the most in the second."""
        tenth = len(series) // 10
        return max(series[-tenth:]) - max(series[tenth : 2 * tenth])


def evening(hours: float, seed: int = 1) -> Evening:
    """Live through an evening."""
    import pygame

    dice, words = random.Random(seed), Words.load("en")
    played = simulate(scenario(seed, "front", fps=FPS))
    plan = replace(played.plan, live=True)
    surface = pygame.Surface((640, 360))
    count, end = 0, round(hours * 3600 * FPS)
    sessions, t_s, blocks, rss_mib, look_us = 0, 0.0, [0] * 100, [0.0] * 100, [0.0] * 100
    spent_s = time.process_time()
    while count < end:
        sessions += 1
        with ExitStack() as stack:
            keeper = Keeper("camera 0", plan, SETTINGS, "me", stack)
            state = engine.begin(plan)
            for look in cycle(played.looks):
                count, t_s = count + 1, count / FPS
                given: list[Input] = [replace(look, t_s=t_s)]
                if dice.random() < 0.001:
                    given.append(Command(t_s, dice.choice([CommandKind.HERE, CommandKind.NEXT, CommandKind.EASIER])))
                for each in given:
                    state, view = engine.step(state, each, SETTINGS)
                    assert view.t_s == t_s
                    keeper.keep(each, view)
                if count % round(PAINT_S * FPS) == 0:
                    paint(surface, view, words, plan)
                part = 100 * count // end
                if part > 100 * (count - 1) // end:
                    now_s = time.process_time()
                    look_us[part - 1], spent_s = 1e8 * (now_s - spent_s) / end, now_s
                    blocks[part - 1], rss_mib[part - 1] = sys.getallocatedblocks(), memory_mib()
                if view.phase in OVER or count >= end:
                    break
            state, view = engine.step(state, End(t_s), SETTINGS)
            keeper.keep(End(t_s), view)
            keeper.end(view.phase.value)
            assert keeper.message is None, keeper.message
    return Evening(count, sessions, tuple(blocks), tuple(rss_mib), tuple(look_us))


def memory_mib() -> float:
    """Return how much of the computer's memory this process holds; or where that is not told, the most it ever held."""
    told = Path("/proc/self/statm")
    if told.exists():
        return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def paint(surface: object, view: View, words: Words, plan: Plan) -> None:
    """Draw the screen of a view."""
    from tpvision.screens.live import Around
    from tpvision.screens.moment import draw
    from tpvision.screens.theme import DARK

    draw(surface, None, view, DARK, words, Around(SourceStatus("camera 0", True), no_go=plan.no_go))


def faults(path: Path, seconds: float | None) -> list[str]:
    """Return what is wrong with the history of an evening; how long that was need not be known."""
    connection = sqlite3.connect(path)
    (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
    said = [] if sound == "ok" else [sound]
    kept, distinct = connection.execute(
        "SELECT count(*), count(DISTINCT cast(t_s AS INTEGER) * 100000 + session_id) FROM samples"
    ).fetchone()
    (sessions,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
    if kept != distinct:
        said.append(f"{kept - distinct} seconds have two samples")
    # A second in which one session ends and another begins has one of each.
    if seconds is not None and not seconds - 1 <= kept <= seconds + sessions + 1:
        said.append(f"{kept} samples of {seconds:.0f} seconds")
    wrong = "start_s > end_s OR held_s > end_s - start_s + 1e-6 OR held_s < 0"
    said += [f"a hold that cannot be: {row}" for row in connection.execute(f"SELECT * FROM holds WHERE {wrong}")]
    said += [
        f"session {number} was not ended"
        for (number,) in connection.execute("SELECT id FROM sessions WHERE ended_by IS NULL")
    ]
    connection.close()
    return said


if __name__ == "__main__":
    from table import Table

    os.environ["SDL_VIDEODRIVER"] = "dummy"
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else HOURS
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        done = evening(hours)
        wrong = faults(folders.history_file(), hours * 3600)
    table = Table(f"long: {hours:g} hours by replay, {done.sessions} sessions, {done.looks} looks")
    table.row("memory, last tenth over the second", [done.grown(done.rss_mib)], "MiB", 20.0)
    table.row("pieces of memory, last tenth over the second", [done.grown(done.blocks)], "")
    table.row("a look, each hundredth", done.look_us, "us")
    table.row("a look, last tenth over the second", [median(done.look_us[-10:]) / median(done.look_us[10:20])], "", 1.2)
    table.row("faults of the history", [len(wrong)], "", 0.0)
    for fault in wrong:
        print(fault)
