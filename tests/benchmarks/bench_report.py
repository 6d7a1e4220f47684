"""How long the report of three years of daily sessions takes, and how large it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from table import Table, timed

SESSIONS = 1100
REPEATS = 3


def told(*arguments: str) -> None:
    """Run a command of tpvision."""
    subprocess.run([sys.executable, "-m", "tpvision", *arguments], stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.make_history import make

    table = Table(f"report of {SESSIONS} sessions")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TPVISION_HOME"] = folder
        make(Path(folder) / "history.sqlite3", SESSIONS)
        page, charts = Path(folder) / "report.html", Path(folder) / "charts"
        for aim, arguments in (
            (5.0, ["--html", str(page)]),
            (None, ["--png", str(charts)]),
            (None, ["--csv"]),
            (None, ["--json"]),
        ):
            walls_s = [timed(lambda given=arguments: told("review", *given), time.perf_counter) for _ in range(REPEATS)]
            table.row(f"tpvision review {arguments[0]}", walls_s, "s", aim)
        table.row("the HTML file", [page.stat().st_size / 2**20], "MiB", 3.0)
