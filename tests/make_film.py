"""Cut the bundled film out of a rendered one: ``python tests/make_film.py CLIPS_FOLDER`` (needs ffmpeg).

It keeps the film's start, so that its times agree with those of the whole: the ball is shown, put behind
the back, pressed against the wall, moved, held for 12 s and moved on. Written are the film, what its person
tells the tool, and what is true of each frame as far as tests need it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CLIP = "dev_1_front"
LENGTH_S = 28.0
ROOT = Path(__file__).resolve().parents[1]


def cut(clips: Path) -> None:
    """Write the film, what is told and the truth."""
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(clips / f"{CLIP}.mp4"), "-t", str(LENGTH_S), "-an"]
    command += ["-c:v", "libx264", "-preset", "slow", "-crf", "23", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    command += ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    subprocess.run([*command, str(ROOT / "tpvision" / "demo.mp4")], check=True)

    told = json.loads((clips / "told.json").read_text())[CLIP]
    (ROOT / "tpvision" / "demo.json").write_text(json.dumps({"demo": told}, indent=1) + "\n")

    truth = json.loads((clips / f"{CLIP}.json").read_text())
    frames = [reduced(frame) for frame in truth["frames"] if frame["t"] < LENGTH_S - 1e-6]
    holds = [hold for hold in truth["holds"] if hold["end_s"] < LENGTH_S]
    # One frame a line: readable, and a change shows as what it is.
    lines = ",\n".join(json.dumps(frame) for frame in frames)
    text = f'{{"clip": "demo", "fps": {truth["fps"]}, "holds": {json.dumps(holds)}, "frames": [\n{lines}\n]}}\n'
    (ROOT / "tests" / "data" / "demo_truth.json").write_text(text)


def reduced(frame: dict[str, Any]) -> dict[str, Any]:
    """Keep of a frame's truth what tests need; the names are the whole truth's."""
    kept = {name: frame[name] for name in ("t", "phase", "in_contact")}
    if frame["in_contact"]:
        kept["contact"] = {name: frame["contact"][name] for name in ("right_cm", "down_cm")}
    for name in ("shoulder", "hip"):
        left, right = (frame["joints"][f"{side}_{name}"][3:] for side in ("left", "right"))
        kept[f"{name}_mid_px"] = [round((a + b) / 2, 2) for a, b in zip(left, right, strict=True)]
    return kept


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
