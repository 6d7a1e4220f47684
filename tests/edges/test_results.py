"""The result files hold exactly what was promised, whole or not at all."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tpvision.edges.results import EstimateWriter, write_holds, write_summary
from tpvision.errors import CameraError, OutputError
from tpvision.values import BallEstimate, Body, Evidence, Facing, Hold, Phase, Side, View

BODY = Body(
    t_s=1.0,
    origin_px=(320.0, 150.123),
    hip_px=(321.5, 250.0),
    right_px=(-2.1, 0.0),
    down_px=(0.0, 2.1),
    back_px=(0.0, 0.0),
    px_per_cm=2.12346,
    facing=Facing.LEFT_SIDE,
    turn_deg=-80.0,
    torso_cm=48.0,
    shoulder_width_cm=37.0,
    shoulders_px=((350.0, 150.0), (290.0, 150.0)),
    hips_px=((340.0, 250.0), (300.0, 250.0)),
)
BALL = BallEstimate(1.0, -5.12345, 17.5, 0.5, 0.25, True, Evidence.TOLD, False, (309.0, 187.0), 7.0, (1.0, 1.0))
VIEW = View(1 / 30, (640, 480), Phase.HOLD, BODY, BALL)


COLUMNS = (
    "t_s,phase,facing,right_cm,down_cm,sigma_right_cm,sigma_down_cm,in_contact,px_per_cm,"
    "shoulder_mid_x_px,shoulder_mid_y_px,hip_mid_x_px,hip_mid_y_px"
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_estimates_have_the_promised_columns_and_decimals(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out" / "estimates.csv"
    with EstimateWriter(path) as estimates:
        estimates.add(VIEW)
        estimates.add(View(2.0, (640, 480), Phase.LOST))
        estimates.add(replace(VIEW, ball=replace(BALL, in_contact=False)))
    assert path.read_text().splitlines()[0] == COLUMNS
    known, unknown, free = rows(path)
    assert known == {
        "t_s": "0.0333",
        "phase": "hold",
        "facing": "left side",
        "right_cm": "-5.123",
        "down_cm": "17.500",
        "sigma_right_cm": "0.500",
        "sigma_down_cm": "0.250",
        "in_contact": "1",
        "px_per_cm": "2.1235",
        "shoulder_mid_x_px": "320.00",
        "shoulder_mid_y_px": "150.12",
        "hip_mid_x_px": "321.50",
        "hip_mid_y_px": "250.00",
    }
    assert {name: value for name, value in unknown.items() if value} == {
        "t_s": "2.0000",
        "phase": "lost",
        "in_contact": "0",
    }
    assert free["in_contact"] == "0"


def test_holds_have_the_promised_columns(tmp_path: Path) -> None:
    hold = Hold("upper_back", Side.LEFT, 12.5, 43.0, 30.0, 30.0, 0.9, "goal", -6.0, 21.0, 0.7, 0.9)
    free = Hold("", None, 50.0, 58.0, 7.5, 30.0, None, "moved", None, None, None, None)
    write_holds(tmp_path / "holds.csv", [hold, free])
    assert (tmp_path / "holds.csv").read_text() == (
        "zone,side,start_s,end_s,held_s,goal_s,in_zone_fraction,ended_by\n"
        "upper_back,left,12.5000,43.0000,30.0000,30.0000,0.9000,goal\n"
        ",,50.0000,58.0000,7.5000,30.0000,,moved\n"
    )


def test_the_summary_is_read_back(tmp_path: Path) -> None:
    summary = {"film": "größe.mp4", "frames": 3, "holds": [{"held_s": 7.5}], "zone": None}
    write_summary(tmp_path / "summary.json", summary)
    text = (tmp_path / "summary.json").read_text(encoding="utf-8")
    assert json.loads(text) == summary
    assert "größe" in text


def test_a_failure_midway_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "estimates.csv"
    path.write_text("old")

    def break_off() -> None:
        with EstimateWriter(path) as estimates:
            estimates.add(VIEW)
            raise CameraError("gone")

    with pytest.raises(CameraError):
        break_off()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def write_estimates(path: Path) -> None:
    with EstimateWriter(path) as estimates:
        for _ in range(1000):  # more than a buffer holds
            estimates.add(VIEW)


WRITERS = pytest.mark.parametrize(
    "write",
    [write_estimates, lambda path: write_holds(path, []), lambda path: write_summary(path, {})],
    ids=["estimates", "holds", "summary"],
)


@WRITERS
def test_an_unwritable_folder_is_told(tmp_path: Path, write) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot be written .*choose another folder"):
        write(tmp_path / "file" / "result")


@WRITERS
def test_a_name_that_is_taken_by_a_folder_is_told(tmp_path: Path, write) -> None:
    (tmp_path / "result").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "result")
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full to stand for a full disk")
@WRITERS
def test_a_full_disk_leaves_nothing(tmp_path: Path, write) -> None:
    (tmp_path / "result.part").symlink_to("/dev/full")
    with pytest.raises(OutputError, match=r"No space left on device.*make room"):
        write(tmp_path / "result")
    assert list(tmp_path.iterdir()) == []
