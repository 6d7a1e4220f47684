"""Nothing leaves the computer, nothing is written but in the data folder, and that is for its user alone."""

from __future__ import annotations

import re
import shutil
import stat
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.kit import DEMO, ENDLESS_S, ROOT, environ
from tpvision.app import checks
from tpvision.edges import folders

LOCAL = ("AF_UNIX", "AF_LOCAL", "AF_NETLINK")
"""Of the display, the sound and the kernel."""
CHANGES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|^(?:creat|mkdir|rename|link|symlink|mknod|unlink|truncate|chmod)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
HARMLESS = ("/dev/", "/proc/")


def foreign(trace: str, home: Path) -> tuple[list[str], list[str]]:
    """Return which calls opened a socket to elsewhere, and which changed a file outside a folder."""
    sockets, files = [], []
    for line in trace.splitlines():
        call = re.sub(r"^\d+\s+", "", line)
        if call.startswith(("socket(", "connect(", "bind(", "sendto(", "sendmsg(")):
            if call.startswith(("socket(", "connect(", "bind(")) and not any(kind in call for kind in LOCAL):
                sockets.append(call)
        elif CHANGES.search(call) and not call.startswith("readlink") and " = -1 " not in call:
            names = QUOTED.findall(call)
            files += [call for name in names if not name.startswith((str(home), *HARMLESS)) and name.startswith("/")]
    return sockets, files


def test_the_reading_of_the_trace_bites() -> None:
    bad = """
1 socket(AF_INET, SOCK_STREAM, 0) = 3
1 connect(3, {sa_family=AF_INET6, sin6_port=htons(443)}, 28) = 0
2 openat(AT_FDCWD, "/tmp/frame.png", O_WRONLY|O_CREAT, 0666) = 4
2 rename("/home/me/data/a", "/tmp/b") = 0
2 mkdir("/tmp/c", 0777) = 0
1 socket(AF_UNIX, SOCK_STREAM, 0) = 3
1 openat(AT_FDCWD, "/home/me/data/history", O_RDWR|O_CREAT, 0600) = 4
1 openat(AT_FDCWD, "/tmp/frame.png", O_WRONLY|O_CREAT, 0666) = -1 EACCES (Permission denied)
1 openat(AT_FDCWD, "/usr/lib/a.so", O_RDONLY|O_CLOEXEC) = 4
1 openat(AT_FDCWD, "/dev/null", O_RDWR) = 4
"""
    sockets, files = foreign(bad, Path("/home/me/data"))
    assert (len(sockets), len(files)) == (2, 3)


def twice_as_fast(path: Path) -> Path:
    """Write the bundled film so that all of its 28 s pass in 14: its track counts twice as many ticks a second."""
    film = bytearray(DEMO.read_bytes())
    at = film.index(b"mdhd") + 4 + 12
    film[at : at + 4] = struct.pack(">I", 2 * int.from_bytes(film[at : at + 4], "big"))
    path.write_bytes(film)
    return path


@pytest.mark.film
def test_a_session_opens_no_socket_and_writes_only_into_the_data_folder(home: Path, tmp_path: Path) -> None:
    """All of a session with its hold, its real parts and a trace kept: each system call of all that it starts."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here")
    session = "[session]\nget_ready_s = 0.0\nsettle_s = 0.5\nhold_s = 5.0\n"
    (home / "settings.toml").write_text(f"[privacy]\nkeep_trace = true\n{session}")
    (home / "settings.toml").chmod(0o600)
    film, calls = twice_as_fast(tmp_path / "demo.mp4"), tmp_path / "calls"
    watched = "trace=%network,open,openat,creat,/^mk,/^rename,/^.*link,/^.*truncate,/^.*chmod"
    strace = ["strace", "-f", "--seccomp-bpf", "-e", watched, "-o", str(calls)]
    done = subprocess.run(
        [*strace, sys.executable, "-m", "tpvision", "run", film, "--told", folders.demo_told()],
        capture_output=True,
        text=True,
        env=environ(ROOT, PYTHONDONTWRITEBYTECODE="1"),
        timeout=ENDLESS_S,
    )
    if "ptrace" in done.stderr:
        pytest.skip("strace may not look here")
    assert (done.returncode, done.stderr) == (0, "")
    assert "demo.mp4: 14.0 s, person seen in 100% of" in done.stdout
    assert "5.0 s counted (goal)" in done.stdout
    said = calls.read_text()
    assert said.count(str(home / "history.sqlite3")) > 0  # it sees what is written
    assert foreign(said, home) == ([], [])
    modes = {path.relative_to(home).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*")}
    assert {mode for name, mode in modes.items() if name == "traces"} == {0o700}
    assert {mode for name, mode in modes.items() if name != "traces"} == {0o600}
    assert not [name for name in modes if name.endswith((".png", ".jpg", ".mp4"))]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_doctor_says_what_is_private(home: Path) -> None:
    said = {check.name: check.found for check in checks._data()}
    assert said["privacy"] == "no picture is stored, nothing is sent anywhere"
    assert said["who can read"] == "the data folder: you alone can read it"
    assert "on the disk" in said["crashes"]
    (home / "history.sqlite3").unlink(missing_ok=True)
    (home / "own.toml").write_text("")
    (home / "own.toml").chmod(0o644)
    home.chmod(0o755)
    found = {check.name: check for check in checks._privacy()}
    assert found["who can read"].well is False
    assert found["who can read"].found.startswith("the data folder: others can read own.toml in it; chmod -R go= ")


ALONE = """
import os, resource
from pathlib import Path
from tpvision.__main__ import keep_private
keep_private()
Path("file").touch(); Path("folder").mkdir()
print(*(oct(os.stat(name).st_mode & 0o777) for name in ("file", "folder")), resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_what_the_program_makes_is_for_its_user_alone_and_a_crash_leaves_no_picture(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE], cwd=tmp_path, env=environ(ROOT), capture_output=True, text=True
    )
    assert done.stdout.split() == ["0o600", "0o700", "0"]


def test_mediapipe_is_one_that_sends_nothing() -> None:
    """From 0.10.35 on it uploads what it is used for."""
    (found,) = [check for check in checks._libraries() if check.name == "mediapipe"]
    assert found.well, found.found


@pytest.mark.parametrize(("version", "well"), [("0.10.33", True), ("0.10.35", False), ("0.11.0", False), (None, False)])
def test_doctor_knows_a_mediapipe_that_sends(version: str | None, well: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    real = checks._version
    monkeypatch.setattr(checks, "_version", lambda name: version if name == "mediapipe" else real(name))
    (found,) = [check for check in checks._libraries() if check.name == "mediapipe"]
    assert found.well is well
