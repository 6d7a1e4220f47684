"""Renew the packed traces of the rendered films: ``python -m tests.make_traces CLIPS_FOLDER``.

It analyses each film with the real pipeline, model and ball finder, and packs what the engine was given and
what was true into ``tests/data/traces``, so that the core can be scored in seconds without a film or a
model. ``--analysed FOLDER`` packs the results of an earlier ``tpvision analyze`` instead.

A packed trace loses nothing: landmarks are rounded to 0.01 by the pipeline and kept as differences of whole
hundredths from frame to frame. Of the truth only what scoring needs is kept.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.scoring import Truth
from tpvision.edges.trace import read_trace
from tpvision.settings import Settings, from_table
from tpvision.values import End, Input, Look, NoGo, Plan, Pose, Sighting, Told

CLIPS = (
    "dev_1_front",
    "dev_2_front",
    "dev_3_side",
    "dev_4_35deg",
    "dev_5_60deg",
    "dev_6_front_close",
    "dev_7_leave_return",
    "dev_8_facing_wall",
)
FOLDER = Path(__file__).parent / "data" / "traces"


@dataclass(frozen=True)
class Recorded:
    """What the engine was given, and what was true."""

    settings: Settings
    plan: Plan
    inputs: tuple[Input, ...]
    truth: Truth

    @property
    def plan_without_start(self) -> Plan:
        """The same plan, but nobody named the start."""
        told = dataclasses.replace(self.plan.told, start_right_cm=None, start_down_cm=None)
        return dataclasses.replace(self.plan, told=told)


def pack(trace: Path, truth: Path, out: Path) -> None:
    """Pack a trace and the truth of the same film into one file."""
    settings, plan, lines = read_trace(trace)
    inputs = tuple(lines)
    looks = [given for given in inputs if isinstance(given, Look)]
    if len({look.size_px for look in looks}) != 1 or plan.zone or len(inputs) != len(looks) + 1:
        raise SystemExit(f"{trace} is not the trace of a free session in one picture size")
    whole = json.loads(truth.read_text(encoding="utf-8"))
    frames: list[dict[str, Any]] = whole["frames"][: len(looks)]
    if any(abs(look.t_s - frame["t"]) > 0.02 for look, frame in zip(looks, frames, strict=True)):
        raise SystemExit(f"{trace} and {truth} are not of the same film")
    hundredths = np.array([pose.landmarks for look in looks for pose in look.poses]) * 100
    whole_hundredths = hundredths.round().astype(np.int32)
    if np.abs(hundredths - whole_hundredths).max() > 1e-6:
        raise SystemExit(f"{trace} has landmarks that are not rounded to hundredths")
    header = {
        "clip": whole["clip"],
        "settings": dataclasses.asdict(settings),
        "told": dataclasses.asdict(plan.told),
        "no_go": [dataclasses.asdict(area) for area in plan.no_go],
        "size_px": looks[0].size_px,
        "holds": [[hold["start_s"], hold["end_s"]] for hold in whole["holds"]],
    }
    nothing = {"right_cm": np.nan, "down_cm": np.nan}
    contact = [frame["contact"] if frame["in_contact"] else nothing for frame in frames]
    arrays = {
        "header": np.frombuffer(json.dumps(header).encode(), np.uint8),
        "t_s": np.array([look.t_s for look in looks]),
        "people": np.array([len(look.poses) for look in looks], np.int8),
        # Landmark by landmark, so that what is alike lies side by side.
        "steps": np.diff(whole_hundredths, axis=0, prepend=0).transpose(1, 2, 0).copy(),
        "sighted": np.array([look.sighting is not None for look in looks]),
        "sightings": np.array([dataclasses.astuple(look.sighting) for look in looks if look.sighting]).reshape(-1, 4),
        "source_turned": np.array([look.source_turned for look in looks]),
        "brightness": np.array([look.brightness for look in looks], np.float64),
        "in_contact": np.array([frame["in_contact"] for frame in frames]),
        "contact_cm": np.array([(place["right_cm"], place["down_cm"]) for place in contact]),
        "middles_px": np.array([[_middle(frame, part) for part in ("shoulder", "hip")] for frame in frames]).round(2),
        "person_in_frame": np.array([frame.get("person_in_frame", True) for frame in frames]),
    }
    with out.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def _middle(frame: dict[str, Any], part: str) -> list[float]:
    left, right = (frame["joints"][f"{side}_{part}"][3:] for side in ("left", "right"))
    return [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2]


def read(clip: str) -> Recorded:
    """Unpack a film's trace and truth."""
    with np.load(FOLDER / f"{clip}.npz") as file:
        a = {name: file[name] for name in file.files}
    header = json.loads(a["header"].tobytes())
    poses = iter((np.cumsum(a["steps"], axis=2).transpose(2, 0, 1) / 100).round(2))
    sightings = iter(a["sightings"].tolist())
    width, height = header["size_px"]
    inputs: list[Input] = [
        Look(
            float(t_s),
            (width, height),
            tuple(Pose(next(poses).copy()) for _ in range(people)),
            Sighting(*next(sightings)) if sighted else None,
            bool(turned),
            brightness=float(brightness),
        )
        for t_s, people, sighted, turned, brightness in zip(
            a["t_s"], a["people"], a["sighted"], a["source_turned"], a["brightness"], strict=True
        )
    ]
    inputs.append(End(float(a["t_s"][-1])))
    truth = Truth(
        name=header["clip"],
        t_s=a["t_s"],
        in_contact=a["in_contact"],
        right_cm=a["contact_cm"][:, 0],
        down_cm=a["contact_cm"][:, 1],
        shoulders_px=a["middles_px"][:, 0],
        hips_px=a["middles_px"][:, 1],
        person_in_frame=a["person_in_frame"],
        holds=tuple((start_s, end_s) for start_s, end_s in header["holds"]),
    )
    plan = Plan(Told(**header["told"]), no_go=tuple(NoGo(**area) for area in header["no_go"]))
    return Recorded(from_table(Settings, header["settings"]), plan, tuple(inputs), truth)


def main() -> None:
    """Analyse the films and pack what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clips", type=Path, help="folder with the films, their truth and told.json")
    parser.add_argument("--analysed", type=Path, help="folder with the results of 'tpvision analyze' on them")
    given = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        analysed = given.analysed
        if analysed is None:
            analysed = Path(made)
            films = [str(given.clips / f"{clip}.mp4") for clip in CLIPS]
            command = [sys.executable, "-m", "tpvision", "analyze", *films, "--out", made]
            subprocess.run([*command, "--told", str(given.clips / "told.json")], check=True)
        for clip in CLIPS:
            out = FOLDER / f"{clip}.npz"
            trace = analysed / clip / "trace.jsonl"
            pack(trace, given.clips / f"{clip}.json", out)
            settings, plan, inputs = read_trace(trace)
            packed = read(clip)
            if (packed.settings, packed.plan, packed.inputs) != (settings, plan, tuple(inputs)):
                raise SystemExit(f"{out} does not say what {trace} says")
            sys.stdout.write(f"{out.name}: {out.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
