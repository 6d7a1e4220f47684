"""The breath pacer, and how fast somebody breathes by the rise and fall of their shoulders.

The idea of the rate: breathing is one steady rhythm, sway is many. A rhythm with its first overtone is fitted
to the shoulders' height at each of many rates, drift aside; the best one is said only when it explains most of
the movement, when the first and the last two thirds of the time agree with it, and when it has stayed for a while.

Quiet breathing lifts the shoulders 2-4 mm at 0.1-0.4 Hz, quiet standing sways 1-3 mm at 0.1-0.5 Hz.
The landmarks hardly carry that: in a hold they wander by 1.0-1.3 mm at 0.15-1 Hz themselves. With 1.2 mm of it, and no
sway, the rate is told in 0 of 24 simulated minutes where breath lifts the shoulders 2 mm, in 2 at 3 mm, in 7 at 4 mm
and in all at 6 mm, always within 1.5 a minute; with 1.5 mm of sway besides in 1, 1, 1 and 7, once wrong at 2 mm. So it
is told of deep or paced breath, and seldom of a quiet one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tpvision.core.body import Figure
from tpvision.values import BreathRate, Pace

Array = NDArray[np.float64]

SAMPLE_S = 0.5
WINDOW_S = 45.0
WHOLE = 10
"""Samples are looked at in tens."""
LEAST_S = 20.0
"""A shorter time tells no rate."""
GAP_S = 1.0
"""After no news for this long it begins anew; a shorter gap is bridged."""
EVALUATE_S = 1.0
LOW_HZ, HIGH_HZ, STEP_HZ = 0.08, 0.45, 0.004
LEAST_BREATHS = 2.4
"""Fewer in the window can't be told from drift."""
SHORT_S, EXPLAINED = 30.0, 0.78
"""Share of the movement that the rhythm explains at least, in up to so long."""
EXPLAINED_LONG = 0.66
"""The same in ``WINDOW_S``: sway seldom keeps a rhythm for long. Of trials with 60 s of sway, 2 % were fooled."""
OVERTONE = 0.3
"""Breathing in is faster than breathing out: an overtone with up to this share of the rhythm belongs to it."""
AGREE_HZ = 0.015
"""How far the rates of later times may lie apart, and those of the two parts by twice that."""
AGREE_S = 8
"""How many evaluations in a row agree."""
LEAST_CM, MOST_CM = 0.05, 1.5
"""From low to high: less is the landmarks' own unrest, more is not breath."""


@dataclass(frozen=True, slots=True)
class BreathState:
    """What is remembered of the shoulders' height."""

    samples: tuple[float, ...] = ()
    """Means over ``SAMPLE_S`` each, centimetres, the newest last."""
    begun_s: float = 0.0
    """When the sample under way began."""
    sum_cm: float = 0.0
    count: int = 0
    seen_s: float = -math.inf
    px_per_cm: float = 1.0
    """The picture's scale when it began."""
    evaluated_s: float = -math.inf
    rates_hz: tuple[float, ...] = ()
    """What the last evaluations found; empty after one that was unsure."""
    rate: BreathRate | None = None


def pace(t_s: float, in_s: float, out_s: float) -> Pace:
    """Return where a paced breath stands, ``t_s`` after the pacer began; a breath begins with breathing in."""
    at_s = t_s % (in_s + out_s)
    breathing_in = at_s < in_s
    share = at_s / in_s if breathing_in else 1.0 - (at_s - in_s) / out_s
    return Pace(breathing_in, (1.0 - math.cos(math.pi * share)) / 2.0)


def step(state: BreathState, t_s: float, figure: Figure | None) -> tuple[BreathState, BreathRate | None]:
    """Take in one more picture.

    Parameters
    ----------
    state
        What was remembered.
    t_s
        The picture's time.
    figure
        The person in a hold; ``None`` when nobody is seen or they move. One older than the picture tells nothing.

    Returns
    -------
    tuple
        The new state, and the rate, or ``None`` when it is not sure.
    """
    if figure is None or figure.body.t_s < t_s:
        return take(state, t_s, None)
    # The scale comes from the trunk's length, which breath changes: it is kept as it was at the beginning.
    if t_s - state.seen_s > GAP_S:
        state = BreathState(begun_s=t_s, seen_s=t_s, px_per_cm=figure.body.px_per_cm)
    return take(state, t_s, height_px(figure) / state.px_per_cm)


def height_px(figure: Figure) -> float:
    """Return how high the shoulder landmarks are above those of the hips, along the trunk.

    Sway moves both, breath the shoulders alone.
    """
    body, p = figure.body, figure.landmarks
    dx, dy = (p[[23, 24], :2].mean(axis=0) - p[[11, 12], :2].mean(axis=0)).tolist()
    return float((dx * body.down_px[0] + dy * body.down_px[1]) / body.px_per_cm)


def take(state: BreathState, t_s: float, shoulders_cm: float | None) -> tuple[BreathState, BreathRate | None]:
    """Take in the shoulders' height at a time; ``None`` when it isn't known."""
    if t_s - state.seen_s > GAP_S:
        state = BreathState(begun_s=t_s, px_per_cm=state.px_per_cm)
    if shoulders_cm is None:
        return state, state.rate
    if t_s - state.begun_s >= SAMPLE_S and state.count:
        state = _sampled(state, t_s)
    state = replace(state, sum_cm=state.sum_cm + shoulders_cm, count=state.count + 1, seen_s=t_s)
    if t_s - state.evaluated_s >= EVALUATE_S and len(state.samples) >= LEAST_S / SAMPLE_S:
        state = _evaluated(replace(state, evaluated_s=t_s))
    return state, state.rate


def _sampled(state: BreathState, t_s: float) -> BreathState:
    """Finish the sample under way; those that a gap left out lie between it and the next one, level with it."""
    passed = int((t_s - state.begun_s) / SAMPLE_S)
    samples = (*state.samples, *([state.sum_cm / state.count] * passed))
    return replace(
        state,
        samples=samples[-round(WINDOW_S / SAMPLE_S) :],
        begun_s=state.begun_s + passed * SAMPLE_S,
        sum_cm=0.0,
        count=0,
    )


def _evaluated(state: BreathState) -> BreathState:
    """Look for one steady rhythm in what is remembered."""
    # Few lengths, so that few bases are worked out.
    heights = np.array(state.samples[-(len(state.samples) // WHOLE * WHOLE) :])
    hz, explained, low_high_cm = rhythm(heights)
    longer = max(0.0, (len(heights) * SAMPLE_S - SHORT_S) / (WINDOW_S - SHORT_S))
    least = EXPLAINED + longer * (EXPLAINED_LONG - EXPLAINED)
    part = len(heights) * 2 // 3
    first_hz, _, _ = rhythm(heights[:part])
    last_hz, _, _ = rhythm(heights[-part:])
    sure = (
        explained >= least
        and LEAST_CM <= low_high_cm <= MOST_CM
        and hz * len(heights) * SAMPLE_S >= LEAST_BREATHS
        and max(abs(first_hz - hz), abs(last_hz - hz)) <= 2 * AGREE_HZ
    )
    if not sure:
        return replace(state, rates_hz=(), rate=None)
    rates_hz = (*state.rates_hz, hz)[-AGREE_S:]
    if len(rates_hz) < AGREE_S or max(rates_hz) - min(rates_hz) > AGREE_HZ:
        return replace(state, rates_hz=rates_hz, rate=None)
    return replace(state, rates_hz=rates_hz, rate=BreathRate(60.0 * hz, (explained - least) / (1.0 - least)))


def rhythm(heights: Array) -> tuple[float, float, float]:
    """Return the best rate in Hz, the share of the movement it explains, and its size from low to high.

    ``heights`` (n,) are spaced by ``SAMPLE_S``; a straight drift counts for nothing.
    """
    hz, drift, waves = _basis(len(heights))
    rest = heights - drift @ (drift.T @ heights)
    whole = float(rest @ rest)
    if whole <= 1e-12:
        return 0.0, 0.0, 0.0
    parts = (waves @ rest) ** 2
    plain = parts[:, 0] + parts[:, 1]
    # An overtone larger than its rhythm would be the rhythm itself.
    power = plain + np.minimum(parts[:, 2] + parts[:, 3], OVERTONE * plain)
    k = int(power.argmax())
    # Between the rates tried, the top of a parabola.
    shift = 0.0
    if 0 < k < len(hz) - 1:
        a, b, c = power[k - 1 : k + 2]
        shift = float(0.5 * (a - c) / (a - 2 * b + c)) if a - 2 * b + c < 0 else 0.0
    low_high_cm = 2.0 * math.sqrt(2.0 * float(power[k]) / len(heights))
    return float(hz[k]) + shift * STEP_HZ, float(power[k]) / whole, low_high_cm


@lru_cache(maxsize=16)
def _basis(n: int) -> tuple[Array, Array, Array]:
    """Return rates (k,), the drift's axes (n, 2), and for each rate the axes (k, 4, n) of a rhythm without it."""
    t = (np.arange(n) - (n - 1) / 2) * SAMPLE_S
    drift = np.linalg.qr(np.stack([np.ones(n), t], axis=1))[0]
    hz = np.arange(LOW_HZ, HIGH_HZ + STEP_HZ / 2, STEP_HZ)
    turns = 2 * np.pi * hz[:, None] * t
    waves = np.stack([np.cos(turns), np.sin(turns), np.cos(2 * turns), np.sin(2 * turns)], axis=2)
    waves = waves - drift @ (drift.T @ waves)
    return hz, drift, np.ascontiguousarray(np.linalg.qr(waves)[0].transpose(0, 2, 1))
