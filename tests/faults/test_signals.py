"""However a program is ended, it puts in order what is open, says nothing and gives the terminal back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.kit import DEMO, ENDLESS_S, ROOT, environ, interrupted, running
from tpvision.edges.store import Store

pytestmark = [pytest.mark.film, pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals")]


def test_a_log_out_keeps_the_session(home: Path) -> None:
    assert interrupted(signal.SIGHUP, ["demo"], running(home)) == (128 + signal.SIGHUP, "")
    with Store.open(home / "history.sqlite3") as store:
        (session,) = store.sessions()
    assert session.ended_by is not None


def test_all_processes_of_a_batch_are_told_at_once_as_a_terminal_does(tmp_path: Path) -> None:
    """In a terminal of its own: nothing is said beside the bar, and the cursor is there again."""
    import pty

    out, films = tmp_path / "out", [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    for film in films:
        film.symlink_to(DEMO)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tpvision", "analyze", *map(str, films), "--out", str(out), "--jobs", "2"]
    tool = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environ(ROOT, TERM="xterm"), start_new_session=True
    )
    os.close(theirs)
    said = b""
    os.set_blocking(ours, False)

    def heard() -> bytes:
        try:
            return os.read(ours, 65536)
        except OSError:  # nothing now, or all is over
            return b""

    until_s = time.monotonic() + ENDLESS_S
    while len(list(out.glob("*/.part-*/trace*"))) < 2:
        assert tool.poll() is None, said
        assert time.monotonic() < until_s
        said += heard()
        time.sleep(0.02)
    os.killpg(tool.pid, signal.SIGHUP)
    while tool.poll() is None:
        assert time.monotonic() < until_s
        said += heard()
        time.sleep(0.02)
    said += heard()
    os.close(ours)
    assert tool.returncode == 128 + signal.SIGHUP
    assert b"Traceback" not in said, said.decode()
    assert said.count(b"\x1b[?25h") >= said.count(b"\x1b[?25l") > 0
    assert not [path for path in out.rglob("*") if path.is_file()]
    assert not list(out.rglob(".part*"))
