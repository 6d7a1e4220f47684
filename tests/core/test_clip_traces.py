"""How well the engine does on the traces of the rendered films: ``python -m tests.scoring`` prints the figures.

The traces are renewed by ``python -m tests.make_traces CLIPS_FOLDER``.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import sys

import numpy as np
import pytest

from tests.make_traces import CLIPS, read
from tests.scoring import COLUMNS, Score, median_p90, row, run, score
from tests.simulator.session import mirrored_look, mirrored_plan
from tpvision.values import Look, Pose

FRONT, SLANTING, FACING_WALL = (0.7, 1.2), (1.0, 1.6), (1.2, 2.2)

BOUNDS = {
    # clip, start, figure: (median, 90th percentile) in cm; a told start's own error comes on top of "error"
    ("dev_1_front", "told", "error"): FRONT,
    ("dev_2_front", "told", "error"): FRONT,
    ("dev_6_front_close", "told", "error"): FRONT,
    ("dev_4_35deg", "told", "error"): SLANTING,
    ("dev_5_60deg", "told", "error"): SLANTING,
    ("dev_8_facing_wall", "told", "error"): FACING_WALL,
    ("dev_1_front", "told", "moved"): (0.6, 1.0),
    ("dev_2_front", "told", "moved"): (0.6, 1.0),
    ("dev_6_front_close", "told", "moved"): (0.6, 1.0),
    ("dev_7_leave_return", "told", "moved"): (0.6, 1.0),
    ("dev_4_35deg", "told", "moved"): (0.9, 1.5),
    ("dev_5_60deg", "told", "moved"): (0.9, 1.5),
    ("dev_8_facing_wall", "told", "moved"): (1.0, 1.8),
    # Before the camera the hand alone tells the height, and roughly how far to the side.
    ("dev_1_front", "hand", "down"): (2.5, 5.0),
    ("dev_2_front", "hand", "down"): (2.5, 5.0),
    ("dev_6_front_close", "hand", "down"): (2.5, 5.0),
    ("dev_7_leave_return", "hand", "down"): (2.5, 5.0),
    ("dev_1_front", "hand", "error"): (6.0, 10.0),
    ("dev_2_front", "hand", "error"): (6.0, 10.0),
    ("dev_6_front_close", "hand", "error"): (6.0, 10.0),
    ("dev_7_leave_return", "hand", "error"): (6.0, 10.0),
    ("dev_1_front", "hand", "moved"): (0.8, 1.3),
    ("dev_2_front", "hand", "moved"): (0.8, 1.3),
    ("dev_6_front_close", "hand", "moved"): (0.8, 1.3),
    ("dev_7_leave_return", "hand", "moved"): (0.8, 1.3),
    # From the side the ball is seen, and only the axis along the body.
    ("dev_3_side", "hand", "down"): (1.0, 2.0),
    ("dev_3_side", "hand", "moved_down"): (0.5, 1.0),
}

KNOWN: dict[str, str] = {
    "sigma-hand": "within one sigma 0.896, two 1.000: 9 hands erred 0.7 of what the simulator's many do",
}
"""What does not hold yet: the test's name and parameters, and the figures that show it."""


def parameters(test: str, *rows: tuple[str, ...]) -> list[object]:
    """Return the rows as parameters, the known failures among them marked."""
    marked = []
    for values in rows:
        name = "-".join(values)
        reason = KNOWN.get(f"{test}-{name}")
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        marked.append(pytest.param(*values, marks=marks, id=name))
    return marked


BOTH = [(clip, start) for clip in CLIPS for start in ("told", "hand")]


@functools.cache
def scored(clip: str, start: str) -> Score:
    recorded = read(clip)
    plan = recorded.plan if start == "told" else recorded.plan_without_start
    return score(recorded.truth, run(recorded.inputs, plan, recorded.settings))


def told_error_cm(clip: str) -> float:
    """Return how far the named start is from the contact's true beginning."""
    recorded = read(clip)
    told, first = recorded.plan.told, recorded.truth.spells[0][0]
    assert told.start_right_cm is not None
    assert told.start_down_cm is not None
    return math.hypot(
        told.start_right_cm - recorded.truth.right_cm[first], told.start_down_cm - recorded.truth.down_cm[first]
    )


@pytest.mark.parametrize(("clip", "start", "figure"), parameters("error", *BOUNDS))
def test_the_error_is_within_its_bound(clip: str, start: str, figure: str) -> None:
    median, p90 = median_p90(np.abs(getattr(scored(clip, start), figure)))
    own = told_error_cm(clip) if (start, figure) == ("told", "error") else 0.0
    most, most_p90 = (own + bound for bound in BOUNDS[clip, start, figure])
    assert (median <= most, p90 <= most_p90) == (True, True), f"{median:.2f} / {p90:.2f} cm, start {own:.2f}"


@pytest.mark.parametrize(("figure", "bounds"), [("down", (2.5, 5.0)), ("error", (6.0, 10.0)), ("moved", (0.8, 1.3))])
def test_the_hand_alone_does_in_the_front_views_together(figure: str, bounds: tuple[float, float]) -> None:
    clips = [clip for clip, start, name in BOUNDS if (start, name) == ("hand", "error")]
    median, p90 = median_p90(np.abs(np.concatenate([getattr(scored(clip, "hand"), figure) for clip in clips])))
    assert (median <= bounds[0], p90 <= bounds[1]) == (True, True), f"{median:.2f} / {p90:.2f} cm"


@pytest.mark.parametrize(("clip", "start"), parameters("coverage", *BOTH))
def test_nearly_all_frames_in_contact_have_an_estimate(clip: str, start: str) -> None:
    assert scored(clip, start).coverage >= 0.95


@pytest.mark.parametrize(("clip", "start"), parameters("away", *BOTH))
def test_no_contact_is_claimed_away_from_the_wall(clip: str, start: str) -> None:
    assert scored(clip, start).false_contact == 0.0


@pytest.mark.parametrize(("clip", "start"), parameters("holds", *BOTH))
def test_every_hold_is_found_and_none_invented(clip: str, start: str) -> None:
    s = scored(clip, start)
    assert (s.holds_found, s.holds_invented) == (s.holds_true, 0)
    assert np.abs(s.hold_length_errors_s).max() <= 1.0


@pytest.mark.parametrize("start", ["told", "hand"])
def test_contact_begins_and_ends_when_it_does(start: str) -> None:
    scores = [scored(clip, start) for clip in CLIPS]
    for name in ("begin_s", "end_s"):
        late_s = np.concatenate([getattr(s, name) for s in scores])
        assert np.isfinite(late_s).all()
        assert np.median(np.abs(late_s)) <= 0.7


@pytest.mark.parametrize("start", parameters("sigma", ("told",), ("hand",)))
def test_sigma_covers_the_errors_of_all_films(start: str) -> None:
    ratios = np.concatenate([scored(clip, start).ratios for clip in CLIPS])
    one, two = np.mean(ratios <= 1), np.mean(ratios <= 2)
    assert 0.60 <= one <= 0.75, f"within one sigma {one:.3f}, two {two:.3f}"
    assert 0.92 <= two <= 0.98, f"within one sigma {one:.3f}, two {two:.3f}"


@pytest.mark.parametrize("clip", CLIPS)
def test_a_mirrored_trace_gives_a_mirrored_estimate(clip: str) -> None:
    """What differs on mirrored films is the pose model's doing."""
    recorded, plain = read(clip), scored(clip, "hand")
    truth = dataclasses.replace(recorded.truth, right_cm=-recorded.truth.right_cm)
    looks = [mirrored_look(given) if isinstance(given, Look) else given for given in recorded.inputs]
    glass = score(truth, run(looks, mirrored_plan(recorded.plan_without_start), recorded.settings))
    np.testing.assert_allclose(glass.error_right, -plain.error_right, atol=1e-6)
    for name in ("error_down", "sigma_right", "sigma_down", "begin_s", "end_s", "hold_length_errors_s"):
        np.testing.assert_allclose(getattr(glass, name), getattr(plain, name), atol=1e-6, err_msg=name)
    assert glass.holds_found == plain.holds_found


@pytest.mark.parametrize(("clip", "seconds"), [("dev_3_side", 0.0), ("dev_3_side", 0.3), ("dev_5_60deg", 0.3)])
def test_a_pushed_camera_takes_the_contact_along(clip: str, seconds: float) -> None:
    """The whole picture goes 5 degrees to the left within the first hold: 45 px, or 19 cm at the person."""
    recorded = read(clip)
    at_s = sum(recorded.truth.holds[0]) / 2
    inputs = []
    for given in recorded.inputs:
        if isinstance(given, Look) and given.t_s > at_s:
            moved_px = 45.0 * min(1.0, (given.t_s - at_s) / seconds if seconds else 1.0)
            poses = tuple(Pose(pose.landmarks - [moved_px, 0, 0, 0]) for pose in given.poses)
            ball = given.sighting and dataclasses.replace(given.sighting, x_px=given.sighting.x_px - moved_px)
            given = dataclasses.replace(given, poses=poses, sighting=ball)
        inputs.append(given)
    s = score(recorded.truth, run(inputs, recorded.plan, recorded.settings))
    assert s.coverage >= 0.95
    assert s.false_contact == 0.0
    assert s.ratios.max() < 3.0


def test_the_table_can_be_printed() -> None:
    lines = [COLUMNS, *(row(start, scored(clip, start)) for clip, start in BOTH)]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert all("nan" not in line for line in lines)
