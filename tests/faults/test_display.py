"""A display that goes away under a session: the X server ends, as when its user is logged out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.kit import ENDLESS_S, ROOT, environ, running
from tpvision.edges.store import Store

pytestmark = [pytest.mark.film, pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not here")]


def test_a_display_that_is_lost_takes_no_more_than_the_last_second(home: Path) -> None:
    """Xlib ends the program itself, by a line of its own; what was kept each second is there."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "800x600x24"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    try:
        with os.fdopen(ours) as numbers:
            display = f":{numbers.readline().strip()}"
        tool = subprocess.Popen(
            [sys.executable, "-m", "tpvision", "demo"],
            env=environ(ROOT, DISPLAY=display, SDL_VIDEODRIVER="x11"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        until_s = time.monotonic() + ENDLESS_S
        while not running(home)():
            assert tool.poll() is None, tool.communicate()[1]
            assert time.monotonic() < until_s
            time.sleep(0.05)
    finally:
        server.terminate()
        server.wait()
    said = tool.communicate(timeout=ENDLESS_S)[1]
    assert tool.returncode != 0
    assert "Traceback" not in said
    with Store.open(home / "history.sqlite3") as store:
        (session,) = store.sessions()
        assert store.samples(session.id)
        assert store._rows("PRAGMA integrity_check") == [("ok",)]
