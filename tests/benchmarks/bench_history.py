"""How long three years of daily sessions take: to look back on, to move out and in, and to forget one session."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from table import Table, timed

SESSIONS = 1100
COUNTS = (1, 100, SESSIONS)
LOOKS = 1500
"""Of a session that is kept: five minutes, five a second."""
REPEATS = 5


def children_s() -> float:
    """Return the CPU time of all programs that were started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def told(*arguments: str) -> None:
    """Run a command of tpvision, as it is installed: its modules are compiled once and for all."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "tpvision", *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)


def kept() -> tuple[float, float, float]:
    """Keep a session; return CPU time until it begins, for a look, and for the first page."""
    from contextlib import ExitStack

    from tpvision.app.keeper import Keeper
    from tpvision.app.menu.past import History
    from tpvision.app.menu.turns import Desk
    from tpvision.settings import Settings
    from tpvision.values import Look, Phase, Plan, View

    desk = Desk.open(Settings(), False)
    page_s = timed(lambda: History().page(desk), time.process_time)
    with ExitStack() as stack:
        began_s = time.process_time()
        keeper = Keeper("benchmark", Plan(), Settings(), "me", stack)
        begin_s = time.process_time() - began_s
        began_s = time.process_time()
        for number in range(LOOKS):
            view = View(t_s=number / 5, size_px=(640, 480), phase=Phase.SEEK)
            keeper.keep(Look(number / 5, (640, 480)), view)
        look_s = (time.process_time() - began_s) / LOOKS
        keeper.end("done")
    return begin_s, look_s, page_s


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.make_history import make

    table = Table(f"history of {SESSIONS} sessions")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        os.environ["TPVISION_HOME"] = str(home)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        history = home / "history.sqlite3"
        make(history, SESSIONS)
        table.row("the file", [history.stat().st_size / 2**20], "MiB")
        for command in (["review"], ["review", "--last"]):
            walls_s, cpus_s = [], []
            told(*command)
            for _ in range(REPEATS):
                before_s = children_s()
                walls_s.append(timed(lambda command=command: told(*command), time.perf_counter))
                cpus_s.append(children_s() - before_s)
            table.row(f"tpvision {' '.join(command)}", walls_s, "s", 0.5)
            table.row(f"tpvision {' '.join(command)}", cpus_s, "s of CPU", 0.5)
        costs: dict[int, list[tuple[float, float, float]]] = {count: [] for count in COUNTS}
        for count in COUNTS:
            for number in range(3):
                os.environ["TPVISION_HOME"] = str(Path(folder) / f"{count} {number}")
                Path(os.environ["TPVISION_HOME"]).mkdir()
                if count == SESSIONS:
                    shutil.copy(history, os.environ["TPVISION_HOME"])
                else:
                    make(Path(os.environ["TPVISION_HOME"]) / history.name, count)
                costs[count].append(kept())
        for index, (name, scale, unit, aim) in enumerate(
            (
                ("a session begins", 1e3, "ms of CPU", None),
                ("keeping a look", 1e6, "us of CPU", None),
                ("the history's page for the first time", 1.0, "s of CPU", 0.2),
            )
        ):
            for count in COUNTS:
                values = [scale * each[index] for each in costs[count]]
                table.row(f"{name}, of {count} sessions", values, unit, aim)
        os.environ["TPVISION_HOME"] = str(home)
        out = Path(folder) / "out"
        table.row("tpvision export", [timed(lambda: told("export", str(out)), time.perf_counter)], "s")
        os.environ["TPVISION_HOME"] = str(Path(folder) / "other")
        table.row("tpvision import", [timed(lambda: told("import", str(out)), time.perf_counter)], "s")
        forget = ["forget", "--session", "1", "--yes"]
        table.row("tpvision forget --session", [timed(lambda: told(*forget), time.perf_counter)], "s")
