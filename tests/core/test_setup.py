from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from tests.core.people import HEIGHT_CM, SIZE_PX, pose
from tests.make_traces import CLIPS, read
from tpvision.core import body as body_room
from tpvision.core import setup
from tpvision.core.body import BodyState, Build
from tpvision.core.setup import SetupState
from tpvision.knowledge.words import Words, languages
from tpvision.values import Check, Cue, CueKind, Fix, Look, Pose

BUILD = Build(HEIGHT_CM)
#: A person from crown to hips in the picture, about 2.4 m away.
GOOD = pose(0.0)


class Camera:
    """A camera check under way."""

    def __init__(self) -> None:
        self.people, self.state = BodyState(), SetupState()

    def sees(
        self,
        t_s: float,
        *poses: Pose,
        size_px: tuple[int, int] = SIZE_PX,
        fps: float | None = 20.0,
        brightness: float | None = 0.4,
    ) -> Check:
        look = Look(t_s, size_px, poses, brightness=brightness)
        self.people, figure = body_room.step(self.people, look, BUILD)
        self.state, check = setup.step(self.state, look, figure, fps)
        return check


def fix(*poses: Pose, **given: object) -> Fix | None:
    return Camera().sees(0.0, *poses, **given).fix  # type: ignore[arg-type]


def rolled(given: Pose, deg: float) -> Pose:
    """Return the pose in a picture that leans to its right."""
    marks = given.landmarks.copy()
    a, middle = math.radians(deg), np.array(SIZE_PX) / 2
    marks[:, :2] = (marks[:, :2] - middle) @ np.array(
        [[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]]
    ) + middle
    return Pose(marks)


def test_a_person_from_head_to_hips_is_good() -> None:
    assert fix(GOOD) is None
    assert fix(GOOD, fps=None, brightness=None) is None


def test_nobody_is_asked_in_and_a_dark_picture_is_named_first() -> None:
    assert fix() == Fix("nobody", (), 0)
    dark = fix(brightness=0.05)
    assert dark is not None
    assert dark.key == "setup_dark"


def test_several_people_are_too_many() -> None:
    found = fix(pose(at=(180.0, 140.0)), pose(at=(460.0, 140.0)))
    assert found is not None
    assert found.key == "setup_alone"


@pytest.mark.parametrize("heading_deg", [0.0, 40.0, 180.0])
def test_too_near_says_how_far_to_step_back(heading_deg: float) -> None:
    found = fix(pose(heading_deg, at=(320.0, 170.0), scale=5.0))
    assert found is not None
    assert found.key == "setup_back"
    # From 96 cm: the 86 cm from crown to hips then measure 88 % of the picture.
    assert dict(found.numbers)["cm"] in (50.0, 60.0)


def test_stepping_back_as_told_is_enough() -> None:
    found = fix(pose(at=(320.0, 170.0), scale=5.0))
    assert found is not None
    away_cm = 0.75 * 640 / 5.0
    scale = 0.75 * 640 / (away_cm + dict(found.numbers)["cm"])
    assert fix(pose(at=(320.0, 240.0 - 10.0 * scale), scale=scale)) is None


def test_too_far_says_how_much_nearer() -> None:
    found = fix(pose(scale=1.2), size_px=SIZE_PX)
    assert found == Fix("setup_nearer", (("cm", 150.0),), setup.ORDER.index("setup_nearer"))


@pytest.mark.parametrize(
    ("top", "key"),
    [
        (60.0, "setup_tilt_up"),
        (400.0, "setup_tilt_down"),
        (-20.0, "setup_tilt_up"),
    ],
)
def test_a_cut_head_or_cut_hips_tilt_the_camera(top: float, key: str) -> None:
    found = fix(pose(at=(320.0, top)))
    assert found is not None
    assert found.key == key
    # Looking up by so much brings the crown or the hips into the picture.
    shift_px = 0.75 * 640 * math.tan(math.radians(dict(found.numbers)["deg"]))
    assert fix(pose(at=(320.0, top + (shift_px if key.endswith("up") else -shift_px)))) is None


def test_a_large_tilt_becomes_a_higher_or_lower_camera() -> None:
    low = fix(pose(at=(320.0, 350.0), scale=2.5), size_px=(640, 360))
    assert low is not None
    assert low.key == "setup_camera_down"
    assert dict(low.numbers)["cm"] == 60.0


@pytest.mark.parametrize(
    ("heading_deg", "x", "key"),
    [
        (0.0, 30.0, "setup_left"),
        (0.0, 610.0, "setup_right"),
        (180.0, 30.0, "setup_right"),
        (180.0, 610.0, "setup_left"),
        (40.0, 20.0, "setup_left"),
        (-85.0, 20.0, "setup_centre"),
    ],
)
def test_off_to_a_side_is_told_in_the_persons_own_left_and_right(heading_deg: float, x: float, key: str) -> None:
    # Facing the camera, the picture's right is the person's left.
    found = fix(pose(heading_deg, at=(x, 140.0)))
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("deg", [-12.0, 9.0])
def test_a_rolled_camera_is_told_but_not_a_leaning_person(deg: float) -> None:
    found = fix(rolled(GOOD, deg))
    assert found is not None
    assert found.key == "setup_level"
    assert dict(found.numbers)["deg"] == pytest.approx(abs(deg), abs=1.1)
    leaning = GOOD.landmarks.copy()
    leaning[:23, 0] += 20.0
    assert fix(Pose(leaning)) is None


def test_a_person_far_turned_is_asked_to_stand_square() -> None:
    found = fix(pose(60.0))
    assert found == Fix("setup_square", (("deg", 60.0),), setup.ORDER.index("setup_square"))
    assert fix(pose(35.0)) is None
    assert fix(pose(180.0)) is None


@pytest.mark.parametrize(("brightness", "key"), [(0.1, "setup_dark"), (0.95, "setup_bright")])
def test_the_light(brightness: float, key: str) -> None:
    found = fix(GOOD, brightness=brightness)
    assert found is not None
    assert found.key == key


def test_a_coarse_picture_and_a_slow_camera() -> None:
    small = fix(pose(at=(80.0, 35.0), scale=0.5), size_px=(160, 120))
    assert small == Fix("setup_coarse", (("px", 160.0),), setup.ORDER.index("setup_coarse"))
    slow = fix(GOOD, fps=5.0)
    assert slow == Fix("setup_slow", (("fps", 5.0),), setup.ORDER.index("setup_slow"))


def test_the_most_important_is_said_first() -> None:
    # Everything is wrong at once; one after the other is mended.
    other = pose(at=(520.0, 140.0))
    given: list[tuple[tuple[Pose, ...], float, float, str | None]] = [
        ((), 0.4, 5.0, "nobody"),
        ((rolled(pose(60.0, at=(30.0, 60.0)), 10.0), other), 0.1, 5.0, "setup_alone"),
        ((rolled(pose(0.0, at=(90.0, 100.0), scale=5.0), 10.0),), 0.1, 5.0, "setup_back"),
        ((pose(60.0, at=(20.0, 60.0)),), 0.1, 5.0, "setup_tilt_up"),
        ((pose(60.0, at=(10.0, 140.0)),), 0.1, 5.0, "setup_left"),
        ((rolled(GOOD, 10.0),), 0.1, 5.0, "setup_level"),
        ((pose(60.0),), 0.1, 5.0, "setup_square"),
        ((GOOD,), 0.1, 5.0, "setup_dark"),
        ((GOOD,), 0.4, 5.0, "setup_slow"),
        ((GOOD,), 0.4, 20.0, None),
    ]
    found = [fix(*poses, brightness=brightness, fps=fps) for poses, brightness, fps, _ in given]
    assert [one.key if one else None for one in found] == [key for *_, key in given]
    urgencies = [one.urgency for one in found if one]
    assert urgencies == sorted(urgencies)


def test_good_for_a_second_goes_on() -> None:
    camera = Camera()
    assert camera.sees(0.0).good_since_s is None
    check = Check(None, None)
    for i in range(1, 60):
        check = camera.sees(i / 20.0, GOOD)
        if check.good_since_s is not None and i / 20.0 - check.good_since_s >= setup.GREEN_S:
            break
    # Somebody new is looked at for half a second before the word changes.
    assert i / 20.0 == pytest.approx(0.05 + setup.CHANGE_S + setup.GREEN_S, abs=0.1)
    for k in range(i + 1, i + 40):
        check = camera.sees(k / 20.0)
    assert check == Check(Fix("nobody", (), 0), None)


@pytest.mark.parametrize("fps", [8.0, 30.0])
@pytest.mark.parametrize("kind", ["crown", "hips", "side", "near", "roll", "turn", "light", "rate"])
def test_at_the_limit_the_word_does_not_flap(kind: str, fps: float) -> None:
    """Go slowly through a limit with jittery landmarks: the word changes once."""
    rng = np.random.default_rng(4)
    camera = Camera()
    said: list[str | None] = []
    for i in range(round(30 * fps)):
        share = i / (30 * fps)  # from good to bad
        noisy = 0.02 * rng.standard_normal()
        given = {
            "crown": pose(at=(320.0, 110.0 - 60.0 * share)),
            "hips": pose(at=(320.0, 340.0 + 60.0 * share)),
            "side": pose(at=(130.0 - 100.0 * share, 140.0)),
            "near": pose(at=(320.0, 170.0 + 30 * share), scale=3.8 + 1.4 * share),
            "roll": rolled(GOOD, 2.0 + 8.0 * share),
            "turn": pose(30.0 + 30.0 * share),
        }.get(kind, GOOD)
        marks = given.landmarks.copy()
        marks[:, :2] += 0.35 * rng.standard_normal((33, 2))
        check = camera.sees(
            i / fps,
            Pose(marks),
            fps=10.0 - 4.0 * share + 10 * noisy if kind == "rate" else 20.0,
            brightness=0.25 - 0.14 * share + noisy if kind == "light" else 0.4,
        )
        said.append(check.fix.key if check.fix else None)
    changes = [a for a, b in itertools.pairwise(said) if a != b]
    assert said[0] is None
    assert said[-1] is not None
    assert len(changes) == 1


def test_numbers_do_not_flap_either() -> None:
    rng = np.random.default_rng(5)
    camera = Camera()
    said = set()
    for i in range(200):
        marks = pose(at=(320.0, 150.0), scale=1.25).landmarks.copy()
        marks[:, :2] += 0.35 * rng.standard_normal((33, 2))
        check = camera.sees(i / 20.0, Pose(marks))
        assert check.fix is not None
        said.add(check.fix)
    assert len(said) == 1


def test_a_number_follows_the_person() -> None:
    camera = Camera()
    said = []
    for i in range(200):
        check = camera.sees(i / 20.0, pose(at=(320.0, 150.0), scale=1.0 + 0.4 * i / 200))
        assert check.fix is None or check.fix.key == "setup_nearer"
        if check.fix:
            said.append(dict(check.fix.numbers)["cm"])
    assert said == sorted(said, reverse=True)
    assert said[0] > said[-1] + 50.0


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", setup.ORDER)
def test_each_fix_can_be_said_with_its_numbers(key: str, language: str) -> None:
    words = Words.load(language)
    numbers = {"back": "cm", "nearer": "cm", "up": "deg", "down": "deg", "left": "cm", "right": "cm", "slow": "fps"}
    numbers |= {"level": "deg", "square": "deg", "coarse": "px"}
    name = "cm" if "camera" in key else numbers.get(key.rpartition("_")[2])
    said = words.say(Cue(0.0, CueKind.GUIDE, key, ((name, 30.0),) if name else ()))
    assert ("30" in said) == (name is not None)


#: What is truly wrong in a film: two are seen from the side or far aslant, in one the person turns and walks out.
TRUE_FAULTS = {
    "dev_3_side": {"setup_square"},
    "dev_5_60deg": {"setup_square"},
    "dev_7_leave_return": {"good", "setup_square", "setup_right", "nobody"},
}


@pytest.mark.parametrize("clip", CLIPS)
def test_the_usual_films_are_good_or_name_a_true_fault(clip: str) -> None:
    recorded = read(clip)
    camera, said = Camera(), Counter[str]()
    build = Build(recorded.plan.told.height_cm or HEIGHT_CM)
    for given, there in zip(recorded.inputs, recorded.truth.person_in_frame, strict=False):
        if not isinstance(given, Look):
            continue
        camera.people, figure = body_room.step(camera.people, given, build)
        camera.state, check = setup.step(camera.state, given, figure, 15.0)
        if there:
            said[check.fix.key if check.fix else "good"] += 1
    faults = TRUE_FAULTS.get(clip, set())
    right = sum(said[key] for key in (faults or {"good"}))
    assert right > 0.95 * sum(said.values()), said
    if "good" in faults:
        assert said["good"] > 0.85 * sum(said.values()), said
