"""The command line as tests use it: in a process of its own, and what is to be said of a mistake."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tpvision.edges import folders

ROOT = Path(__file__).resolve().parents[2]
DEMO = folders.demo_film()
ENDLESS_S = 300
"""After so long a program hangs. A computer that was busy, or asleep, was seen to take a minute and a half."""
BAD, NONSENSE, CAMERA, MODEL, OUTPUT, DISPLAY = 2, 3, 4, 5, 6, 7


@dataclasses.dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Tool = Callable[..., Said]


def process(*arguments: object, package: Path = ROOT, cwd: Path | None = None, **environment: str | None) -> Said:
    """Run the tool in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tpvision", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd or package,  # where -m looks first
        env=environ(package, **environment),
        timeout=ENDLESS_S,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def environ(package: Path, **more: str | None) -> dict[str, str]:
    given = {**os.environ, "PYTHONPATH": str(package), **more}
    return {name: value for name, value in given.items() if value is not None}


def one_sentence(said: Said, code: int, *words: str) -> None:
    """Hold that one line was said on standard error, with these words, and nothing else."""
    assert said.code == code, said
    lines = said.err.splitlines()
    assert len(lines) == 1, said.err
    assert lines[0].startswith("tpvision: ")
    assert lines[0].endswith((".", "?"))
    for word in words:
        assert word in lines[0]
    assert said.out == ""


def running(home: Path) -> Callable[[], bool]:
    """Return what says whether a session has kept something."""

    def said() -> bool:
        if not (home / "history.sqlite3").exists():
            return False
        connection = sqlite3.connect(home / "history.sqlite3")
        try:
            return bool(connection.execute("SELECT count(*) FROM samples").fetchone()[0] > 0)
        except sqlite3.OperationalError:  # its tables are being made
            return False
        finally:
            connection.close()

    return said


def interrupted(number: int, arguments: list[object], ready: Callable[[], bool]) -> tuple[int, str]:
    """Start the tool, send it a signal twice, as impatient people do, once it is ready; return what it says."""
    command = [sys.executable, "-m", "tpvision", *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", env=environ(ROOT)
    ) as tool:
        until_s = time.monotonic() + ENDLESS_S
        while not ready():
            assert tool.poll() is None, tool.communicate()[1]
            assert time.monotonic() < until_s
            time.sleep(0.02)
        tool.send_signal(number)
        tool.send_signal(number)
        err = tool.communicate(timeout=ENDLESS_S)[1]
    return tool.returncode, err
