"""Whatever is wanted, nothing is planned beyond a limit; and each reason is told."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tpvision.core.doses import (
    CAP,
    GENTLE_CAP,
    HOLD_MAX_S,
    HOLD_MIN_S,
    HOLDS_MAX,
    SAME_SPOT_CM,
    SOFT,
    TYPICAL_CM,
    Remark,
    Terms,
    Wish,
    Worked,
    dose,
    duration_s,
    same_spot,
)
from tpvision.knowledge.words import Words, languages
from tpvision.settings import DoseSettings, SessionSettings
from tpvision.values import Side, Step, Zone

WORDS = [Words.load(language) for language in languages()]
TIMES, LIMITS = SessionSettings(), DoseSettings()
SPOTS = [Zone(f"spot_{i}", f"Spot {i}", 0.2, 0.2 * i, 4.0) for i in range(8)]
LONG_AGO = [Worked(spot, side, 9) for spot in SPOTS for side in Side]


def wish(spot: int, side: Side = Side.LEFT, holds: int = 2, hold_s: float = 30.0, **known: object) -> Wish:
    return Wish(Step(SPOTS[spot], side, holds, hold_s), **known)  # type: ignore[arg-type]


def keys(remarks: tuple[Remark, ...]) -> list[tuple[str, str]]:
    """Return what the remarks are about; each of them can be said, with its numbers, in every language."""
    for remark in remarks:
        for words in WORDS:
            said = words.text(f"dose.{remark.key}", zone="Lats", side="left", **dict(remark.numbers))
            assert all(f"{number:g}" in said for _, number in remark.numbers)
    return [(remark.step.zone.key, remark.key) for remark in remarks]


def test_what_is_within_the_limits_is_done_as_wanted() -> None:
    wishes = [wish(0), wish(0, Side.RIGHT), wish(1, holds=3), wish(2, hold_s=90.0)]
    done = dose(wishes, LONG_AGO, Terms(), LIMITS, TIMES)
    assert done.steps == tuple(each.step for each in wishes)
    assert (done.left_out, done.lessened, done.cap) == ((), (), CAP)


def test_the_first_session_of_all_has_two_spots_and_short_holds() -> None:
    done = dose([wish(0), wish(1), wish(2)], [], Terms(), LIMITS, TIMES)
    assert [(step.zone.key, step.hold_s) for step in done.steps] == [("spot_0", 20.0), ("spot_1", 20.0)]
    assert done.left_out == (Remark(wish(2).step, "first_spots", (("count", 2),)),)
    assert keys(done.lessened) == [("spot_0", "first_use"), ("spot_1", "first_use")]
    assert keys(done.left_out) == [("spot_2", "first_spots")]


def test_a_free_session_was_a_session() -> None:
    done = dose([wish(i) for i in range(6)], [Worked(None, None, 3)], Terms(), LIMITS, TIMES)
    assert len(done.steps) == 4
    assert keys(done.left_out) == [("spot_4", "spots"), ("spot_5", "spots")]


@pytest.mark.parametrize(
    ("ago_days", "soreness", "key"),
    [
        (0, None, "today"),
        (0, 0, "today"),
        (-1, 0, "today"),  # the clock was set back
        (1, None, "ask_sore"),
        (1, 3, None),
        (1, 4, "sore"),
        (2, None, None),
        (2, 9, "sore"),
    ],
)
def test_the_same_spot_again(ago_days: int, soreness: int | None, key: str | None) -> None:
    history = [Worked(SPOTS[0], Side.LEFT, ago_days, soreness), *LONG_AGO]
    done = dose([wish(0), wish(0, Side.RIGHT)], history, Terms(), LIMITS, TIMES)
    assert keys(done.left_out) == ([("spot_0", key)] if key else [])
    assert Step(SPOTS[0], Side.RIGHT, 2, 30.0) in done.steps


def test_a_spot_by_another_name_is_the_same_spot() -> None:
    own = replace(SPOTS[0], key="my-1", u=0.2 + 1.5 / TYPICAL_CM[0])
    assert same_spot(own, Side.LEFT, SPOTS[0], Side.LEFT)
    assert not same_spot(own, Side.LEFT, SPOTS[0], Side.RIGHT)
    assert not same_spot(own, Side.LEFT, replace(SPOTS[0], facing_wall=True), Side.LEFT)
    assert not same_spot(replace(own, u=0.2 + 2.5 / TYPICAL_CM[0]), Side.LEFT, SPOTS[0], Side.LEFT)
    done = dose([wish(0), Wish(Step(own, Side.LEFT, 2, 30.0))], LONG_AGO, Terms(), LIMITS, TIMES)
    assert keys(done.left_out) == [("my-1", "twice")]
    done = dose([Wish(Step(own, Side.LEFT, 2, 30.0))], [Worked(SPOTS[0], Side.LEFT, 0)], Terms(), LIMITS, TIMES)
    assert keys(done.left_out) == [("my-1", "today")]


@pytest.mark.parametrize(
    ("known", "terms", "key"),
    [
        ({"group": "off"}, Terms(consent=True, hardness=1), "off"),
        ({"group": "careful"}, Terms(), "careful"),
        ({"group": "careful"}, Terms(consent=True), None),
        ({"group": "careful"}, Terms(consent=True, hardness=3), "soft"),
        ({"hardness_max": 3}, Terms(hardness=4), "hard"),
        ({"hardness_max": 3}, Terms(hardness=3), None),
        ({"hardness_max": 1}, Terms(), "soft"),
        ({}, Terms(gentle=True, hardness=3), "soft"),
        ({}, Terms(skip=frozenset({"spot_0"})), "skip"),
        ({}, Terms(skip=frozenset({"spot_1"})), None),
    ],
)
def test_a_zone_that_asks_for_care(known: dict[str, object], terms: Terms, key: str | None) -> None:
    done = dose([wish(0, **known)], LONG_AGO, terms, LIMITS, TIMES)
    assert keys(done.left_out) == ([("spot_0", key)] if key else [])


def test_gentle_mode_holds_briefly_and_asks_for_less() -> None:
    done = dose([wish(0, hold_s=60.0)], LONG_AGO, Terms(gentle=True), LIMITS, TIMES)
    assert (done.steps[0].hold_s, done.cap) == (20.0, GENTLE_CAP)
    assert done.lessened == (Remark(wish(0, hold_s=60.0).step, "gentle", (("s", 20.0),)),)
    assert keys(done.lessened) == [("spot_0", "gentle")]


def test_what_takes_too_long_is_left_out_and_what_follows_may_fit() -> None:
    wishes = [wish(0, holds=3, hold_s=90.0), wish(1, holds=3, hold_s=90.0), wish(2, holds=3, hold_s=90.0), wish(3)]
    done = dose(wishes, LONG_AGO, Terms(), LIMITS, TIMES)
    assert done.left_out == (Remark(wishes[2].step, "minutes", (("min", 15.0),)),)
    assert done.steps == (wishes[0].step, wishes[1].step, wishes[3].step)
    assert keys(done.left_out) == [("spot_2", "minutes")]


def test_a_hold_and_their_number_have_a_most() -> None:
    done = dose([wish(0, holds=9, hold_s=100.0)], LONG_AGO, Terms(), DoseSettings(), TIMES)
    assert done.steps == (Step(SPOTS[0], Side.LEFT, 3, 90.0),)
    assert keys(done.lessened) == [("spot_0", "long"), ("spot_0", "holds")]


def test_how_long_a_session_takes() -> None:
    times = SessionSettings(settle_s=2.0, rest_s=20.0, get_ready_s=5.0)
    step = Step(SPOTS[0], Side.LEFT, 2, 30.0)
    # 5 ready, 15 to place, twice (2 still, 30 held, 6 to let go), 20 of rest between.
    assert duration_s([step], times) == 5 + 15 + 2 * 38 + 20
    assert duration_s([step, step], times) == 5 + 2 * 15 + 4 * 38 + 3 * 20
    assert duration_s([], times) == 5


#: Few enough to meet often: some lie within 2 cm of each other, one has another key at the same place on the front.
POOL = [Zone(key, key, 0.2, v, 4.0) for key, v in zip("abcde", (0.0, 0.02, 0.1, 0.13, 0.5), strict=True)]
ZONES = st.sampled_from([*POOL, Zone("f", "f", 0.2, 0.0, 4.0, True), Zone("a", "a", 0.3, 0.9, 4.0)])
HOLDS_S = st.sampled_from([5.0, 20.0, 30.0, 90.0, 1e6])
STEPS = st.builds(Step, ZONES, st.sampled_from(Side), st.integers(1, 5), HOLDS_S)
GROUPS = st.sampled_from(["core", "more", "core", "more", "careful", "off"])
WISHES = st.lists(st.builds(Wish, STEPS, GROUPS, st.integers(2, 4)), min_size=1, max_size=12)
SORE = st.none() | st.integers(0, 5)
HISTORY = st.lists(
    st.builds(Worked, ZONES, st.sampled_from(Side), st.integers(-1, 2), SORE) | st.just(Worked(None, None, 3)),
    max_size=6,
)
TERMS = st.builds(
    Terms,
    st.sampled_from([1, 2, 2, 3, 4]),
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from("abcdef"), max_size=2),
)
LIMIT = st.builds(
    DoseSettings, st.integers(1, 4), st.integers(1, 2), st.floats(4, 15), st.floats(10, 20), st.integers(0, 3)
)
TIME = st.builds(SessionSettings, settle_s=st.floats(0.5, 10), rest_s=st.floats(0, 120), get_ready_s=st.floats(0, 60))


@settings(max_examples=500)
@given(WISHES, HISTORY, TERMS, LIMIT, TIME)
def test_no_plan_ever_passes_a_limit(
    wishes: list[Wish], history: list[Worked], terms: Terms, limits: DoseSettings, times: SessionSettings
) -> None:
    done = dose(wishes, history, terms, limits, times)
    assert len(done.steps) <= (limits.spots if history else min(limits.spots, limits.first_spots))
    if done.steps:
        assert duration_s(done.steps, times) <= 60.0 * limits.session_min
    assert done.cap == (GENTLE_CAP if terms.gentle else CAP)
    refused = {id(remark.step) for remark in done.left_out}
    sources = [wish for wish in wishes if id(wish.step) not in refused]
    for i, (step, source) in enumerate(zip(done.steps, sources, strict=True)):
        assert (step.zone, step.side) == (source.step.zone, source.step.side)
        assert source.group != "off"
        assert step.holds <= min(source.step.holds, HOLDS_MAX)
        assert step.hold_s <= min(source.step.hold_s, HOLD_MIN_S if terms.gentle else HOLD_MAX_S)
        assert step.zone.key not in terms.skip
        assert terms.consent or source.group != "careful"
        assert terms.hardness <= (SOFT if terms.gentle or source.group == "careful" else 4)
        before = [w for w in history if near(w, step)]
        assert all(w.ago_days > 0 for w in before)
        assert all(w.soreness is None or w.soreness <= limits.sore for w in before)
        assert all(w.ago_days > 1 for w in before) or any(w.soreness is not None for w in before)
        assert before or step.hold_s <= limits.first_hold_s
        assert not any(near(Worked(other.zone, other.side, 0), step) for other in done.steps[:i])


@given(WISHES, HISTORY, TERMS)
def test_each_wish_is_done_or_has_a_reason(wishes: list[Wish], history: list[Worked], terms: Terms) -> None:
    done = dose(wishes, history, terms, LIMITS, TIMES)
    assert len(keys((*done.left_out, *done.lessened))) >= len(done.left_out)
    assert len(done.steps) + len(done.left_out) == len(wishes)
    planned = {(step.zone, step.side) for step in done.steps}
    assert all((remark.step.zone, remark.step.side) in planned for remark in done.lessened)


def near(worked: Worked, step: Step) -> bool:
    """Say, by itself, whether a step's spot was held on."""
    if worked.zone is None or worked.side is not step.side or worked.zone.facing_wall is not step.zone.facing_wall:
        return False
    u_cm = (worked.zone.u - step.zone.u) * TYPICAL_CM[0]
    v_cm = (worked.zone.v - step.zone.v) * TYPICAL_CM[1]
    return worked.zone.key == step.zone.key or math.hypot(u_cm, v_cm) < SAME_SPOT_CM
