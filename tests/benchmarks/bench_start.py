"""How long it takes until something happens: the commands' answers, and the first overlay of the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from table import Table

REPEATS = 5
COMMANDS = {
    "--help": 0.15,
    "--version": 0.15,
    "zones": None,
    "programs": None,
    "screening --show": None,
    "review": None,
    "profiles": None,
    **{
        f"{name} --help": None
        for name in ("run", "demo", "analyze", "replay", "doctor", "review", "export", "import", "forget")
    },
}
"""Each with the most CPU time that it should take."""
RUN = """
import sys, time
sys.argv = ["tpvision", *sys.argv[1:]]
try:
    from tpvision.__main__ import main
    main()
except SystemExit:
    pass
finally:
    print("\\nTOOK", time.process_time())
"""
IMPORT = """
import importlib, sys, time
for name in sys.argv[1:]:
    importlib.import_module(name)
print("\\nTOOK", time.process_time())
"""
# Ends the program at the first flip of a picture with somebody's trunk drawn over it.
OVERLAY = """
import os, sys, time
from tpvision.edges.window import Window
from tpvision.screens import session
draw, flip = session.draw_still, Window.flip
seen = []
def drawn(surface, image, view, *rest):
    draw(surface, image, view, *rest)
    if view.body is not None:
        seen.append(view)
def flipped(window, area=None):
    flip(window, area)
    if seen:
        print("\\nTOOK", time.time() - float(os.environ["BEGAN_S"]), flush=True)
        os._exit(0)
session.draw_still, Window.flip = drawn, flipped
from tpvision.__main__ import main
sys.argv = ["tpvision", "demo"]
main()
"""


def took_s(code: str, *arguments: str) -> float:
    """Run Python code in a program of its own; return the seconds that it says it took."""
    environment = {**os.environ, "BEGAN_S": str(time.time())}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    words = done.stdout.split()
    if done.returncode or "TOOK" not in words:
        raise SystemExit(f"{arguments}: {done.stderr}")
    return float(words[words.index("TOOK") + 1])


def forget_files() -> None:
    """Let the system forget what it has read of this Python, its libraries and tpvision, as after a start of it."""
    here = Path(__file__).resolve().parents[2]
    folders = {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}
    for folder in (*folders, here / "tpvision", here / "models", here / "sounds"):
        for path in folder.rglob("*"):
            if path.is_file():
                with path.open("rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    table = Table("start")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        for command, aim in COMMANDS.items():
            values = [took_s(RUN, *command.split()) for _ in range(REPEATS)]
            table.row(f"tpvision {command}", values, "s of CPU", aim)
        for needs, modules in (
            ("the window (run, demo)", ["tpvision.cli", "tpvision.app.live"]),
            ("analyze", ["tpvision.cli", "tpvision.app.analysis", "tpvision.app.sight", "tpvision.edges.camera"]),
            ("replay", ["tpvision.cli", "tpvision.app.analysis"]),
            ("review", ["tpvision.cli", "tpvision.app.history", "tpvision.app.reports.lines"]),
            ("review --html", ["tpvision.cli", "tpvision.app.reports.sections", "tpvision.edges.report"]),
            ("doctor", ["tpvision.cli", "tpvision.app.checks", "tpvision.edges.camera", "tpvision.edges.window"]),
        ):
            table.row(f"importing what {needs} needs", [took_s(IMPORT, *modules) for _ in range(REPEATS)], "s of CPU")
        took_s(OVERLAY)  # once, so that all is in the system's memory
        table.row("demo: start to first overlay, warm", [took_s(OVERLAY) for _ in range(REPEATS)], "s", 2.5)
        if hasattr(os, "posix_fadvise"):
            cold = []
            for _ in range(REPEATS):
                forget_files()
                cold.append(took_s(OVERLAY))
            table.row("demo: start to first overlay, cold", cold, "s")
