"""A disk without room, a history that somebody else has, and two of us at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.app.kept import kept
from tests.cli.kit import ROOT, environ
from tests.core.story import tell
from tpvision.app.keeper import Keeper
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.settings import PrivacySettings, Settings
from tpvision.values import End, Phase, Plan, View

HOLDER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a file system of 1 MiB, in which the data folder is."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a file system of 1 MiB can be mounted by root on Linux only")
    disk = tmp_path / "disk"
    disk.mkdir(mode=0o700)
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", disk], capture_output=True
    ).returncode:
        pytest.skip("a file system of 1 MiB cannot be mounted here")
    try:
        monkeypatch.setenv("TPVISION_HOME", str(disk))
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_on_a_disk_of_1_mib_that_fills_up_what_was_held_is_kept_when_there_is_room(small_disk: Path) -> None:
    filler = small_disk / "filler"
    with kept("one") as stage:
        tell("2  on 7 12\n5  -> hold", stage)
        assert stage.keeper is not None
        with filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 512) if os.statvfs(small_disk).f_bavail else 0:
                pass
        tell("14  off -> rest", stage)
        assert str(stage.keeper.message).endswith("has no room left; make room on its disk.")
        filler.unlink()
        stage.keeper.end("done")
        stage.keeper.message = None
    with Store.open(folders.history_file()) as store:
        (session,) = store.sessions()
        assert [hold.held_s for hold in store.holds(session.id)] == [hold.held_s for hold in stage.state.holds]
        assert session.ended_by == "done"


def test_a_trace_that_finds_no_room_ends_and_the_session_goes_on(small_disk: Path) -> None:
    with ExitStack() as stack:
        keeper = Keeper("camera 0", Plan(), Settings(privacy=PrivacySettings(keep_trace=True)), "me", stack)
        with (small_disk / "filler").open("wb", buffering=0) as file:
            while file.write(b"x" * 512) if os.statvfs(small_disk).f_bavail else 0:
                pass
        for second in range(2000):
            keeper.keep(End(float(second)), View(float(second), (160, 120), Phase.PLACE))
            if keeper.message is not None:
                break
        assert "room" in str(keeper.message)
        (small_disk / "filler").unlink()
        keeper.end("stopped")
    with Store.open(folders.history_file()) as store:
        assert store.sessions()[0].ended_by == "stopped"


def test_a_history_that_another_process_has_is_written_when_it_is_free() -> None:
    with kept("one") as stage:
        tell("2  on 7 12\n5  -> hold", stage)
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(folders.history_file())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        tell("7  -> hold", stage)
        assert stage.keeper is not None
        assert "is in use; close the other program that has it open" in str(stage.keeper.message)
        holder.communicate()
        tell("14  off -> rest", stage)
        stage.keeper.end("done")
        stage.keeper.message = None
    with Store.open(folders.history_file()) as store:
        (session,) = store.sessions()
        assert [hold.held_s for hold in store.holds(session.id)] == [hold.held_s for hold in stage.state.holds]


TWIN = """
from tests.app.kept import kept
from tests.core.story import tell
with kept("one") as stage:
    tell("2  on 7 12\\n5  -> hold\\n13.2 -> release", stage)
    stage.keeper.end("release")
    # On a busy machine one may have to wait so long that it says so; what it has is kept at the end.
    assert stage.keeper.message is None or "is in use" in stage.keeper.message, stage.keeper.message
    stage.keeper.message = None
"""


def test_two_at_once_keep_their_sessions_each() -> None:
    twins = [
        subprocess.Popen([sys.executable, "-c", TWIN], cwd=ROOT, env=environ(ROOT), stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    for twin in twins:
        _, said = twin.communicate(timeout=60)
        assert (twin.returncode, said) == (0, b"")
    with Store.open(folders.history_file()) as store:
        sessions = store.sessions()
        assert [session.ended_by for session in sessions] == ["release", "release"]
        held = [[hold.held_s for hold in store.holds(session.id)] for session in sessions]
        assert held[0] == held[1]
        assert len(held[0]) == 1
        assert store._rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_is_said_and_the_session_goes_on(home: Path) -> None:
    home.chmod(0o500)
    try:
        with ExitStack() as stack:
            keeper = Keeper("camera 0", Plan(), Settings(), "me", stack)
            keeper.end("stopped")
        assert "check" in str(keeper.message)
    finally:
        home.chmod(0o700)
