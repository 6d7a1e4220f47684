"""Kill sessions at random moments and look at what is left: ``python -m tests.kill_sessions --kills 200``.

A program of its own plays the kept frames of a film through the engine and the keeper, session after session and as
fast as it goes, and notes after each step what the person could have seen. It is killed (SIGKILL) at a random moment,
and what the history has then is held against the note.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.make_traces import read
from tpvision.app.history import cut_off
from tpvision.app.keeper import Keeper
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.values import CUT_OFF, View

CLIP = "dev_6_front_close"
ROOM = 4000
"""Bytes of a note."""
WAIT_S = 1.0


@dataclass(frozen=True)
class Left:
    """What was left after a kill."""

    running: bool
    """Whether a hold was being timed."""
    lost_s: float
    """How much of it is not in the history."""


def play() -> None:
    """Play sessions until somebody ends it."""
    recorded = read(CLIP)
    note = os.open(folders.data_folder() / "note.json", os.O_RDWR | os.O_CREAT, 0o600)
    for number in range(1, 1_000_000):
        with ExitStack() as stack:
            keeper = Keeper(f"run {os.getpid()} session {number}", recorded.plan, recorded.settings, "me", stack)
            state = engine.begin(recorded.plan)
            for given in recorded.inputs:
                state, view = engine.step(state, given, recorded.settings)
                keeper.keep(given, view)
                os.pwrite(note, _note(number, view, ended=False), 0)
            keeper.end(view.phase.value)
            assert keeper.message is None, keeper.message
            os.pwrite(note, _note(number, view, ended=True), 0)


def _note(number: int, view: View, ended: bool) -> bytes:
    said = {
        "source": f"run {os.getpid()} session {number}",
        "t_s": view.t_s,
        "holds": [[hold.start_s, hold.end_s, hold.held_s, hold.ended_by] for hold in view.holds],
        "running": [view.hold.start_s, view.hold.held_s] if view.hold else None,
        "ended": ended,
    }
    return json.dumps(said).ljust(ROOM).encode()


def kill_one(chance: random.Random) -> Left:
    """Start a program that plays sessions in the data folder, kill it and look at what it leaves.

    Raises
    ------
    AssertionError
        Something is lost, or half, or broken.
    """
    note = folders.data_folder() / "note.json"
    note.unlink(missing_ok=True)
    program = subprocess.Popen([sys.executable, "-m", "tests.kill_sessions", "--play"], cwd=Path(__file__).parents[1])
    try:
        # Its first note is there with its first step; then any moment is as good as any other.
        while not note.exists() or note.stat().st_size < ROOM:
            _wait(program, 0.01)
        _wait(program, chance.uniform(0.0, WAIT_S))
    finally:
        program.kill()
        program.wait()
    return _held_against(json.loads(note.read_text()))


def _wait(program: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        program.wait(seconds)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError(f"it ended by itself, with {program.returncode}")


def _held_against(said: dict[str, Any]) -> Left:
    with Store.open(folders.history_file()) as store:
        assert store._rows("PRAGMA integrity_check") == [("ok",)]
        assert store._rows("PRAGMA foreign_key_check") == []
        found = {session.source: session for session in store.past("me")}
        run = said["source"].split(" session ")[0]
        # All sessions of the program but the last one ended, and are whole.
        mine = [session for session in found.values() if session.source.startswith(f"{run} ")]
        wholes = {session.ended_by for session in mine[:-1]}
        assert wholes <= {"seek", "place", "hold", "release", "rest", "lost", "done"}, wholes
        assert len({tuple(session.holds) for session in mine[:-1]}) <= 1
        session = found[said["source"]]
        seconds = [int(sample.t_s) for sample in store.samples(session.number)]
    assert seconds == list(range(len(seconds)))
    assert len(seconds) >= int(said["t_s"]), "a second is missing"
    kept = [[hold.start_s, hold.end_s, hold.held_s, hold.ended_by] for hold in session.holds]
    done = len(said["holds"])
    assert kept[:done] == said["holds"], "a hold that ended is not as it was"
    if said["ended"]:
        assert session.ended_by is not None
        assert kept == said["holds"]
        return Left(False, 0.0)
    # Between a step and its note it can have gone on: another hold ended or began, or the session did.
    lost_s = 0.0
    if said["running"] is not None:
        start_s, held_s = said["running"]
        assert len(kept) > done, "the running hold is not there"
        assert kept[done][0] == start_s
        lost_s = max(0.0, held_s - kept[done][2])
    last = mine[-1]
    if last.ended_by is None:
        assert all(hold.ended_by == CUT_OFF for hold in last.holds[len(said["holds"]) + 1 :])
        told = cut_off("me")
        assert told == (last if last.holds else None), "it is not told that it was cut off"
        assert cut_off("me") is None, "it is told twice"
    return Left(said["running"] is not None, lost_s)


def main() -> None:
    """Kill as many sessions as are asked for and tell what was lost."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--play", action="store_true", help="only play sessions, in the data folder")
    given = parser.parse_args()
    if given.play:
        play()
    chance = random.Random(given.kills)
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        lefts = [kill_one(chance) for _ in range(given.kills)]
    running = [left for left in lefts if left.running]
    worst_s = max((left.lost_s for left in running), default=0.0)
    sys.stdout.write(
        f"{len(lefts)} sessions killed, {len(running)} of them in a hold; each history opened and held together, "
        f"at most {worst_s:.2f} s of a hold was lost\n"
    )
    if worst_s > 1.0:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
