"""Run all benchmarks, or those named (``analyze live``), and print one table of all their rows at the end.

Where there is no display, one is made (Xvfb) if that can be.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from table import ROW, ROWS, machine

DISPLAY = ":97"


def screen() -> subprocess.Popen[bytes] | None:
    """Make a virtual screen where there is none."""
    there = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"))
    if sys.platform != "linux" or there or shutil.which("Xvfb") is None:
        return None
    made = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1920x1080x24"], stderr=subprocess.DEVNULL)
    os.environ["DISPLAY"] = DISPLAY
    return made


def main() -> int:
    """Run them and return the exit code."""
    folder = Path(__file__).parent
    files = sorted(folder.glob("bench_*.py"))
    if sys.argv[1:]:
        files = [folder / f"bench_{name}.py" for name in sys.argv[1:]]
    failed = []
    made = screen()
    try:
        with tempfile.TemporaryDirectory() as name:
            rows = Path(name) / "rows"
            rows.touch()
            os.environ[ROWS] = str(rows)
            for file in files:
                if subprocess.run([sys.executable, str(file)], check=False).returncode:
                    failed.append(file.stem)
            found = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    finally:
        if made is not None:
            made.terminate()
            made.wait()
    print(f"\nAll of it ({machine()})")
    print(ROW.format("", "median", "least - most", "aim"))
    title = None
    for of, *cells in found:
        if of != title:
            print(f"{of}:")
        title = of
        print("  " + ROW.format(*cells).rstrip())
    if failed:
        print(f"Could not be run, see above: {', '.join(failed)}")
    return len(failed) > 0


if __name__ == "__main__":
    raise SystemExit(main())
