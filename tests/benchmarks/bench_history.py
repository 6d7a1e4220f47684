"""How long three years of daily sessions take: to look back on, to move out and in, and to forget one session."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from table import Table, timed

SESSIONS = 1100
REPEATS = 5


def children_s() -> float:
    """Return the CPU time of all programs that were started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def told(*arguments: str) -> None:
    """Run a command of tpvision."""
    subprocess.run([sys.executable, "-m", "tpvision", *arguments], stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.make_history import make

    table = Table(f"history of {SESSIONS} sessions")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        os.environ["TPVISION_HOME"] = str(home)
        history = home / "history.sqlite3"
        make(history, SESSIONS)
        table.row("the file", [history.stat().st_size / 2**20], "MiB")
        for command in (["review"], ["review", "--last"]):
            walls_s, cpus_s = [], []
            for _ in range(REPEATS):
                before_s = children_s()
                walls_s.append(timed(lambda command=command: told(*command), time.perf_counter))
                cpus_s.append(children_s() - before_s)
            table.row(f"tpvision {' '.join(command)}", walls_s, "s", 0.5)
            table.row(f"tpvision {' '.join(command)}", cpus_s, "s of CPU", 0.5)
        out = Path(folder) / "out"
        table.row("tpvision export", [timed(lambda: told("export", str(out)), time.perf_counter)], "s")
        os.environ["TPVISION_HOME"] = str(Path(folder) / "other")
        table.row("tpvision import", [timed(lambda: told("import", str(out)), time.perf_counter)], "s")
        forget = ["forget", "--session", "1", "--yes"]
        table.row("tpvision forget --session", [timed(lambda: told(*forget), time.perf_counter)], "s")
