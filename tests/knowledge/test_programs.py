"""The ready programs keep the limits; one's own are checked, a sentence for each fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tpvision.core import doses
from tpvision.core.doses import Terms, Wish, Worked, dose, duration_s
from tpvision.knowledge import programs as module
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.programs import Program, ProgramError, ProgramStep, mine, own, ready, said
from tpvision.settings import DoseSettings, SessionSettings
from tpvision.values import Side, Step

CATALOG = Catalog.load()
READY = ready(CATALOG)
STEP = '[[step]]\nzone = "rhomboid_middle"\nside = "left"\nholds = 2\nhold_s = 30\n'


def steps_of(program: Program) -> list[Step]:
    return [
        Step(CATALOG.zone(step.zone).zone, step.side or Side.RIGHT, step.holds, step.hold_s) for step in program.steps
    ]


def written(folder: Path, text: str, name: str = "evening.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_the_four_ready_ones() -> None:
    assert [(program.key, program.minutes, said(program.names, "en")) for program in READY] == [
        ("desk_shoulders", 8, "Desk shoulders"),
        ("upper_back", 10, "Upper back"),
        ("lower_back_hips", 10, "Lower back and hips"),
        ("quick_reset", 3, "Quick reset"),
    ]
    for program in READY:
        for texts in (program.names, program.does):
            assert set(texts) == {"en", "de"}


@pytest.mark.parametrize("program", READY, ids=lambda program: program.key)
def test_a_ready_one_takes_its_minutes_and_nothing_of_it_is_ever_left_out(program: Program) -> None:
    steps = steps_of(program)
    assert duration_s(steps, SessionSettings()) / 60.0 == pytest.approx(program.minutes, abs=0.5)
    for step in steps:
        assert CATALOG.zone(step.zone.key).group in ("core", "more")
    wishes = [Wish(step, "core", CATALOG.zone(step.zone.key).hardness_max) for step in steps]
    history = [Worked(step.zone, step.side, 7) for step in steps]
    done = dose(wishes, history, Terms(), DoseSettings(), SessionSettings())
    assert done.steps == tuple(steps)


def test_the_limits_are_those_of_the_planning() -> None:
    assert (doses.HOLDS_MIN, doses.HOLDS_MAX) == module.HOLDS
    assert (doses.HOLD_MIN_S, doses.HOLD_MAX_S) == module.HOLD_S
    assert DoseSettings().spots == module.SPOTS_MAX


def test_ones_own(tmp_path: Path) -> None:
    text = 'name = "Abends"\ndoes = "Vor dem Schlafen."\n' + STEP
    text += '[[step]]\nzone = "my-2"\nholds = 3\nhold_s = 22.5\n'
    assert own(written(tmp_path, text), CATALOG, ["my-2"]) == Program(
        "evening",
        {"": "Abends"},
        {"": "Vor dem Schlafen."},
        (ProgramStep("rhomboid_middle", Side.LEFT, 2, 30.0), ProgramStep("my-2", None, 3, 22.5)),
    )
    bare = own(written(tmp_path, 'name = { de = "Abends" }\n' + STEP), CATALOG, [])
    assert (said(bare.names, "en"), said(bare.does, "en"), bare.minutes) == ("Abends", "", None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name = [", "evening.toml: it is not valid TOML "),
        ("x = " + "[" * 5000, "evening.toml: it is not valid TOML "),
        ("", "'name' must be a text in quotes"),
        (STEP, "'name' must be a text in quotes"),
        ("name = {}\n" + STEP, "'name' must be a text in quotes"),
        ("name = 3\n" + STEP, "'name' must be a text in quotes"),
        ('name = "x"\ndoes = " "\n' + STEP, "'does' must be a text in quotes"),
        ('name = "x"\nminutes = 3\n' + STEP, "'minutes' is no field; there are name, does, step."),
        ('name = "x"\n', "It has no steps; begin each with [[step]] and give zone, side, holds, hold_s."),
        ('name = "x"\nstep = 3\n', "It has no steps"),
        ('name = "x"\n' + STEP.replace("rhomboid", "romboid"), "there is no zone 'romboid_middle'; did you mean rhom"),
        ('name = "x"\n' + STEP.replace("rhomboid_middle", "multifidi"), "the zone 'multifidi' can be read about, but"),
        ('name = "x"\n' + STEP.replace("rhomboid_middle", "my-1"), "there is no zone 'my-1'"),
        ('name = "x"\n' + STEP.replace('"rhomboid_middle"', "7"), "'zone' must be the key of a zone in quotes"),
        ('name = "x"\n' + STEP.replace('"left"', '"middle"'), '\'side\' must be "left" or "right"'),
        ('name = "x"\n' + STEP.replace('side = "left"\n', ""), '\'side\' must be "left" or "right"'),
        ('name = "x"\n' + STEP.replace('"left"', "[1]"), '\'side\' must be "left" or "right"'),
        ('name = "x"\n' + STEP.replace("= 2", "= 1"), "'holds' must be 2 or 3, not 1."),
        ('name = "x"\n' + STEP.replace("= 2", "= 4"), "'holds' must be 2 or 3, not 4."),
        ('name = "x"\n' + STEP.replace("= 2", "= 2.0"), "'holds' must be 2 or 3, not 2.0."),
        ('name = "x"\n' + STEP.replace("= 2\n", "= true\n"), "'holds' must be 2 or 3, not True."),
        ('name = "x"\n' + STEP.replace("30", "19.9"), "'hold_s' must lie between 20 and 90 seconds, not 19.9."),
        ('name = "x"\n' + STEP.replace("30", "91"), "'hold_s' must lie between 20 and 90 seconds, not 91."),
        ('name = "x"\n' + STEP.replace("30", "nan"), "'hold_s' must lie between 20 and 90 seconds, not nan."),
        ('name = "x"\n' + STEP.replace("30", "1" + "0" * 400), "'hold_s' must lie between 20 and 90 seconds"),
        ('name = "x"\n' + STEP.replace("30", '"30"'), "'hold_s' must lie between 20 and 90 seconds, not '30'."),
        ('name = "x"\n' + STEP.replace("hold_s = 30", ""), "'hold_s' must lie between 20 and 90 seconds."),
        ('name = "x"\n' + STEP + "rest_s = 3\n", "Step 1: 'rest_s' is no field; there are zone, side, holds, hold_s."),
        ('name = "x"\n' + STEP + STEP, "Step 2: it is the spot of step 1 again; leave one of them out."),
        ('name = "x"\n' + STEP * 5, "It has 5 spots; 4 are the most."),
    ],
)
def test_each_fault_of_ones_own_is_a_sentence(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ProgramError) as caught:
        own(written(tmp_path, text), CATALOG, [])
    assert any(fault in said for said in caught.value.faults), caught.value.faults
    for sentence in caught.value.faults:
        assert sentence.startswith("evening.toml: ")
        assert sentence[-1] in ".?"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = STEP.replace("= 2", "= 9").replace("30", "300").replace("rhomboid", "romboid")
    with pytest.raises(ProgramError) as caught:
        own(written(tmp_path, text), CATALOG, [])
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "evening.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProgramError, match=r"^evening\.toml: it (cannot be read|is not valid TOML)"):
        own(path, CATALOG, [])


def test_a_damaged_ready_one_says_what_to_do(tmp_path: Path) -> None:
    row = '[[program]]\nkey = "x"\nname = "X"\nminutes = 3\n' + STEP.replace("[[step]]", "[[program.step]]")
    assert [program.key for program in ready(CATALOG, written(tmp_path, row))] == ["x"]
    for text in (row.replace("minutes = 3", ""), row.replace('"x"', '"X Y"'), row.replace("30", "300")):
        with pytest.raises(ProgramError, match="install tpvision again"):
            ready(CATALOG, written(tmp_path, text))


def test_ones_own_spots_are_a_program_the_newest_first() -> None:
    program = mine(["my-1", "my-4"], 2, 30.0)
    assert program.steps == (ProgramStep("my-4", None, 2, 30.0), ProgramStep("my-1", None, 2, 30.0))
    assert said(program.names, "de") == "Meine Stellen"
    assert mine([], 2, 30.0).steps == ()
