"""How near the engine's estimates come to the truth; ``python -m tests.scoring`` prints the table of the films.

All errors are in the torso frame, in cm, over the frames with the ball in contact that have an estimate:

error
    Distance between the estimated and the true contact.
moved
    The same after each contact's median error of its first second is taken away: how well movement is followed.
down
    The error along the body alone, without its sign.
sigma
    Share of the errors, each axis by itself, within one and two of the sigmas given for it.
coverage
    Share of the frames in contact that have an estimate.
false contact
    Share of the frames more than 1 s from any contact in which one is claimed.
holds
    Each true hold is matched, in order, with the claimed hold that overlaps it longest; the rest are invented.
"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tpvision.core import engine
from tpvision.settings import Settings
from tpvision.values import BallEstimate, End, Hold, Input, Look, Plan

Array = NDArray[np.float64]
SPELL_GAP_S = 1.0
"""Contacts further apart than this are two."""


@dataclass(frozen=True)
class Truth:
    """What was true in each frame of a film or a simulated session; arrays over frames."""

    name: str
    t_s: Array
    in_contact: NDArray[np.bool_]
    right_cm: Array
    """nan without contact, as ``down_cm``."""
    down_cm: Array
    shoulders_px: Array
    """(n, 2) middle of the shoulder joints."""
    hips_px: Array
    person_in_frame: NDArray[np.bool_]
    holds: tuple[tuple[float, float], ...]

    @property
    def spells(self) -> list[NDArray[np.int64]]:
        """The frames of each contact."""
        frames = np.flatnonzero(self.in_contact)
        breaks = np.flatnonzero(np.diff(self.t_s[frames]) > SPELL_GAP_S) + 1
        return [np.asarray(spell, np.int64) for spell in np.split(frames, breaks) if len(spell)]


@dataclass(frozen=True)
class Track:
    """What the engine said in each frame; arrays over frames, nan without an estimate."""

    t_s: Array
    right_cm: Array
    down_cm: Array
    sigma_right_cm: Array
    sigma_down_cm: Array
    in_contact: NDArray[np.bool_]
    began_from: tuple[str, ...]
    """Evidence of each frame's estimate, empty without one."""
    px_per_cm: Array
    turn_deg: Array
    holds: tuple[Hold, ...]
    ms_per_look: float


@dataclass(frozen=True)
class Score:
    """Figures of one run; see the module's words."""

    name: str
    coverage: float
    false_contact: float
    error: Array
    """One figure a frame that counts, as the next ones."""
    moved: Array
    down: Array
    error_right: Array
    """With its sign, as ``error_down``."""
    error_down: Array
    moved_right: Array
    """With its sign and without the first second of each contact, as ``moved_down``."""
    moved_down: Array
    sigma_right: Array
    sigma_down: Array
    begin_s: Array
    """How much too late each contact was seen to begin; nan where it was not found."""
    end_s: Array
    holds_true: int
    holds_found: int
    holds_invented: int
    hold_length_errors_s: Array
    ms_per_look: float

    @property
    def ratios(self) -> Array:
        """Errors over their sigmas, both axes."""
        return np.abs(np.concatenate([self.error_right / self.sigma_right, self.error_down / self.sigma_down]))


def run(inputs: Iterable[Input], plan: Plan, settings: Settings | None = None) -> Track:
    """Take inputs through the engine and keep what it says of the ball."""
    settings = settings or Settings()
    state, rows, evidence = engine.begin(plan), [], []
    inputs = tuple(inputs)
    began = time.perf_counter()
    view = None
    for given in inputs:
        state, view = engine.step(state, given, settings)
        if not isinstance(given, Look):
            continue
        ball, body = view.ball, view.body
        rows.append((given.t_s, *_numbers(ball), *((body.px_per_cm, body.turn_deg) if body else (np.nan, np.nan))))
        evidence.append(ball.began_from.value if ball else "")
    took_s = time.perf_counter() - began
    if not isinstance(inputs[-1], End):
        state, view = engine.step(state, End(inputs[-1].t_s), settings)
    assert view is not None
    a = np.array(rows)
    return Track(
        *a[:, :5].T,
        in_contact=a[:, 5] > 0,
        began_from=tuple(evidence),
        px_per_cm=a[:, 6],
        turn_deg=a[:, 7],
        holds=view.holds,
        ms_per_look=1000 * took_s / len(rows),
    )


def _numbers(ball: BallEstimate | None) -> tuple[float, ...]:
    if ball is None:
        return (np.nan, np.nan, np.nan, np.nan, 0.0)
    return (ball.right_cm, ball.down_cm, ball.sigma_right_cm, ball.sigma_down_cm, float(ball.in_contact))


def score(truth: Truth, track: Track) -> Score:
    """Hold what was said against what was true; both over the same frames."""
    if not np.array_equal(truth.t_s, track.t_s):
        raise ValueError(
            f"{truth.name}: {len(truth.t_s)} true and {len(track.t_s)} claimed frames do not agree in time"
        )
    seen = truth.in_contact & np.isfinite(track.right_cm)
    right, down = track.right_cm - truth.right_cm, track.down_cm - truth.down_cm
    moved_right, moved_down = right.copy(), down.copy()
    late = np.zeros(len(seen), bool)
    begin_s, end_s = [], []
    claimed = track.in_contact
    edges = np.flatnonzero(np.diff(np.concatenate([[False], claimed, [False]]).astype(int)))
    claims = [(track.t_s[a], track.t_s[b - 1]) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    for spell in truth.spells:
        mine = spell[seen[spell]]
        begin, end = truth.t_s[spell[0]], truth.t_s[spell[-1]]
        if len(mine):
            first = mine[truth.t_s[mine] < truth.t_s[mine[0]] + 1.0]
            late[mine[truth.t_s[mine] >= truth.t_s[mine[0]] + 1.0]] = True
            moved_right[mine] -= np.median(right[first])
            moved_down[mine] -= np.median(down[first])
        overlapping = [c for c in claims if c[0] < end and c[1] > begin]
        begin_s.append(overlapping[0][0] - begin if overlapping else np.nan)
        end_s.append(overlapping[-1][1] - end if overlapping else np.nan)
    contact_s = truth.t_s[truth.in_contact]
    gap_s = np.abs(truth.t_s[:, None] - contact_s[None, :]).min(axis=1) if len(contact_s) else np.full(len(seen), 9.0)
    away = gap_s > 1.0
    lengths, found = _match(truth.holds, [(hold.start_s, hold.end_s) for hold in track.holds])
    return Score(
        name=truth.name,
        coverage=float(seen.sum() / max(1, truth.in_contact.sum())),
        false_contact=float((claimed & away).sum() / max(1, away.sum())),
        error=np.hypot(right, down)[seen],
        moved=np.hypot(moved_right, moved_down)[seen],
        down=np.abs(down[seen]),
        error_right=right[seen],
        error_down=down[seen],
        moved_right=moved_right[late],
        moved_down=moved_down[late],
        sigma_right=track.sigma_right_cm[seen],
        sigma_down=track.sigma_down_cm[seen],
        begin_s=np.array(begin_s),
        end_s=np.array(end_s),
        holds_true=len(truth.holds),
        holds_found=found,
        holds_invented=len(track.holds) - found,
        hold_length_errors_s=np.array(lengths),
        ms_per_look=track.ms_per_look,
    )


def pooled(name: str, scores: Iterable[Score]) -> Score:
    """Put scores together, as if all frames were of one run."""
    scores = tuple(scores)
    arrays = {
        field.name: np.concatenate([getattr(s, field.name) for s in scores])
        for field in dataclasses.fields(Score)
        if isinstance(getattr(scores[0], field.name), np.ndarray)
    }
    means = {
        key: float(np.mean([getattr(s, key) for s in scores])) for key in ("coverage", "false_contact", "ms_per_look")
    }
    sums = {key: sum(getattr(s, key) for s in scores) for key in ("holds_true", "holds_found", "holds_invented")}
    return Score(name=name, **means, **sums, **arrays)


def _match(true: Iterable[tuple[float, float]], claimed: list[tuple[float, float]]) -> tuple[list[float], int]:
    free, lengths = set(range(len(claimed))), []
    for a, b in true:
        shared = {k: min(b, claimed[k][1]) - max(a, claimed[k][0]) for k in free}
        best = max(shared, key=lambda k: shared[k], default=None)
        if best is not None and shared[best] > 0:
            free.remove(best)
            lengths.append((claimed[best][1] - claimed[best][0]) - (b - a))
    return lengths, len(lengths)


def median_p90(errors: Array) -> tuple[float, float]:
    """Return the median and the 90th percentile; nan where there is nothing."""
    return (float(np.median(errors)), float(np.percentile(errors, 90))) if len(errors) else (np.nan, np.nan)


COLUMNS = (
    "clip                 start  cover false  error med/p90  moved med/p90   down med/p90   bias R    D   "
    "1 sig 2 sig  begin   end   holds  length  ms"
)


def row(start: str, s: Score) -> str:
    """Return the table's row of a score."""
    figures = "  ".join("{:5.2f} / {:5.2f}".format(*median_p90(e)) for e in (s.error, s.moved, s.down))
    ratios = s.ratios
    worst = np.abs(s.hold_length_errors_s).max(initial=0.0)
    return (
        f"{s.name:20} {start:5} {s.coverage:6.2f} {s.false_contact:5.2f}  {figures} "
        f" {_mean(s.error_right):5.2f} {_mean(s.error_down):5.2f}  {_mean(ratios <= 1):5.2f} {_mean(ratios <= 2):5.2f} "
        f" {_median(s.begin_s):5.2f} {_median(s.end_s):5.2f}  {s.holds_found}/{s.holds_true}+{s.holds_invented} "
        f" {worst:5.2f}  {s.ms_per_look:.2f}"
    )


def _mean(a: Array) -> float:
    return float(np.mean(a)) if len(a) else np.nan


def _median(a: Array) -> float:
    return float(np.nanmedian(a)) if np.isfinite(a).any() else np.nan


def main() -> None:
    """Print the table of the films' traces, with a told start and by the hand alone."""
    from tests.make_traces import CLIPS, read

    lines = [COLUMNS]
    everything: dict[str, list[Score]] = {"told": [], "hand": []}
    for clip in CLIPS:
        recorded = read(clip)
        for start, plan in (("told", recorded.plan), ("hand", recorded.plan_without_start)):
            s = score(recorded.truth, run(recorded.inputs, plan, recorded.settings))
            everything[start].append(s)
            lines.append(row(start, s))
    for start, scores in everything.items():
        ratios = np.concatenate([s.ratios for s in scores])
        lines.append(
            f"all, {start}: {np.mean(ratios <= 1):.3f} within one sigma, {np.mean(ratios <= 2):.3f} within two"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
