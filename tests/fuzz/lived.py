"""Doors that a session, a history and a menu come in by: looks, commands and keys that are read from bytes."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from functools import cache

import numpy as np

from tests.app.menu.kit import clear_answers, desk_in, flow, outcome
from tests.fuzz.dice import Dice
from tests.fuzz.doors import _empty, broken, honest, retold
from tests.simulator import scenario, simulate
from tpvision.app.menu.home import Start
from tpvision.app.menu.turns import Live, Quit
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.edges.window import KeyPressed, MenuMove, Typed
from tpvision.settings import SessionSettings, Settings
from tpvision.values import (
    Calibration,
    Command,
    CommandKind,
    End,
    Hold,
    Input,
    Look,
    Pause,
    Phase,
    Plan,
    Pose,
    Purpose,
    Sample,
    Side,
    Sighting,
    Spot,
    Step,
    Tenderness,
    Tick,
    Warned,
    Zone,
)

FPS = 10.0
STEPS = 60
QUICK = Settings(session=SessionSettings(get_ready_s=1.0, settle_s=1.0, hold_s=5.0, rest_s=1.0))
"""So that a short story sees all phases."""
SPOTS = (
    Step(Zone("a", "A", 0.2, 0.27, 8.0), Side.RIGHT, 2, 5.0),
    Step(Zone("b", "B", 0.3, 0.8, 4.0), Side.LEFT, 1, 5.0),
)


@cache
def begun() -> tuple[tuple[Plan, tuple[Look, ...], tuple[engine.State, ...]], ...]:
    """Return sessions under way: plan, looks, and the state before every tenth of them."""
    found = []
    for seed, (view, purpose, live) in enumerate(
        (
            ("front", Purpose.SESSION, True),
            ("front", Purpose.SESSION, False),
            ("slanting", Purpose.SESSION, True),
            ("front", Purpose.CHECK, True),
            ("front", Purpose.CALIBRATE, True),
        ),
        1,
    ):
        played = simulate(scenario(seed, view, fps=FPS))
        told = replace(played.plan.told, ball_colour="yellow")
        plan = replace(played.plan, told=told, live=live, purpose=purpose, steps=SPOTS if live else ())
        state, states = engine.begin(plan), []
        for index, each in enumerate(played.looks):
            if index % 10 == 0:
                states.append(state)
            state, _ = engine.step(state, each, QUICK)
        found.append((plan, played.looks, tuple(states)))
    return tuple(found)


def looks(data: bytes) -> None:
    """Go on with a session that is under way, through looks, commands and clocks that nobody should give it."""
    dice = Dice(data)
    _, good, states = dice.pick(begun())
    at = dice.whole(len(states))
    state, index = states[at], 10 * at
    t_s = good[index].t_s
    for _ in range(STEPS):
        if not dice.left:
            break
        given = _given(dice, good[index % len(good)], t_s)
        index += 1
        t_s = max(t_s, given.t_s) + dice.pick((0.1, 0.1, 0.1, 0.1, 0.0, 1e-9, 3.0, 1e5))
        state, view = engine.step(state, given, QUICK)
        honest(view)
    state, view = engine.step(state, End(t_s), QUICK)
    honest(view)
    # A time before all times is how a state says never.
    faults = [fault for fault in broken(state) if not fault.endswith("_s is -inf")]
    assert not faults, faults


def _given(dice: Dice, good: Look, t_s: float) -> Input:
    what = dice.whole(12)
    if what == 0:
        return Command(t_s, dice.pick([*CommandKind]), dice.whole(11))
    if what == 1:
        return Tick(t_s)
    given = replace(good, t_s=t_s)
    if what >= 6:
        return given
    if what == 2:
        return replace(
            given,
            size_px=dice.pick(((640, 480), (480, 640), (1, 1), (7680, 4320), (160, 120))),
            source_turned=bool(dice.whole(2)),
            light_changed=bool(dice.whole(2)),
            brightness=dice.pick((None, 0.0, 1.0, 0.4)),
        )
    if what == 3:
        return replace(given, poses=given.poses[:1] * dice.whole(6))
    if what == 4:
        ball = Sighting(dice.number(), dice.number(), abs(dice.number(50.0)), dice.share())
        return replace(given, sighting=dice.pick((None, ball)))
    people = tuple(_moved(dice, each) for each in given.poses) + tuple(_made(dice) for _ in range(dice.whole(3)))
    return replace(given, poses=people)


def _moved(dice: Dice, pose: Pose) -> Pose:
    marks = pose.landmarks.copy()
    match dice.whole(6):
        case 0:
            marks[:, :2] += dice.number(), dice.number()
        case 1:
            marks[:, :3] *= dice.pick((0.0, 1e-6, 0.1, 3.0, -1.0, 1e6))
        case 2:
            marks[dice.whole(33), dice.whole(3)] = dice.number()
        case 3:
            marks[:] = marks[dice.whole(33)]
        case 4:
            marks[:, 3] = dice.share()
        case 5:
            marks[[11, 12, 23, 24], :2] = marks[dice.whole(33), :2]
    return Pose(marks)


def _made(dice: Dice) -> Pose:
    seed, size = dice.whole(256), dice.number()
    return Pose(np.random.default_rng(seed).normal(300.0, min(abs(size), 1e12), (33, 4)).clip(-1e12, 1e12))


def history(data: bytes) -> None:
    """Tell a history that is as wild as the store takes it."""
    dice = Dice(data)
    path = folders.history_file()
    shutil.copyfile(_empty(), path)
    name = dice.text() or "me"
    phases = [phase.value for phase in Phase]
    with Store.open(path) as store, store.together():
        store.add_profile(name)
        if dice.whole(2):
            numbers = [dice.number(300.0) for _ in range(7)]
            store.keep_calibration(name, Calibration((640, 480), *numbers, advice=dice.pick((None, dice.text()))))
        for _ in range(4):
            if not dice.left:
                break
            began = (
                f"{dice.pick((1970, 2020, 2026, 9998))}-{1 + dice.whole(12):02}-{1 + dice.whole(28):02}T12:00:00+00:00"
            )
            number = store.begin_session(began, dice.text(), dice.text(), dice.pick(("", "left")), name)
            for _ in range(dice.whole(4)):
                start_s = dice.number(900.0)
                end_s, held_s = start_s + abs(dice.number(60.0)), abs(dice.number(60.0))
                zone, side = dice.pick((dice.text(), "my-1", "rhomboid_middle", "")), dice.pick((None, *Side))
                place = [dice.pick((None, dice.number(60.0))) for _ in range(5)]
                hold = Hold(
                    zone, side, start_s, end_s, held_s, abs(dice.number(90.0)) or 1.0, place[0], dice.text(), *place[1:]
                )
                store.add_hold(number, hold, [Pause(start_s, end_s, dice.text())][: dice.whole(2)])
            for second in range(dice.whole(4)):
                seen = [dice.pick((None, dice.number(60.0))) for _ in range(4)]
                store.add_sample(number, Sample(float(second), dice.pick(phases), *seen, True, dice.pick((None, True))))
            if dice.whole(2):
                store.keep_tenderness(number, Tenderness(0, dice.text(), Side.LEFT, dice.whole(11), dice.whole(11)))
                store.add_spot(name, number, Spot(dice.number(1.0), dice.number(1.0), dice.number(3.0), 1.0, False))
                store.add_warning(number, Warned(dice.number(), 0, dice.text()))
            if dice.whole(4):
                store.end_session(number, dice.pick(phases))
    retold(name)


KEYS = (
    *[KeyPressed(menu=MenuMove.OPEN)] * 6,
    *[KeyPressed(menu=MenuMove.NEXT)] * 4,
    *[KeyPressed(menu=MenuMove.PREVIOUS)] * 2,
    KeyPressed(menu=MenuMove.BACK),
    KeyPressed(),
    Typed("x"),
    Typed("\b"),
    Typed("\x1b[2J"),
    Typed("=1+'\""),
)


def keys(data: bytes) -> None:
    """Press keys in the menu."""
    for path in (folders.history_file(), folders.settings_file()):
        path.unlink(missing_ok=True)
    for path in folders.programs_folder().iterdir():
        path.unlink()
    shutil.copyfile(_empty(), folders.history_file())
    if data[:1] > b"\x40":
        clear_answers()
    dice = Dice(data[1:])
    at = flow(desk_in(dice.pick(("en", "de"))), Start())
    for _ in range(40):
        if not dice.left:
            break
        if isinstance(at.effect, Live):
            at = replace(at, effect=None).turned(at.effect.then(at.desk, outcome()))
        if isinstance(at.effect, Quit):
            break
        at.page()
        at = at.pressed(dice.pick(KEYS))
    at.page()


def story(seed: int, size: int) -> bytes:
    """Return bytes to begin with."""
    return random.Random(seed).randbytes(size)
