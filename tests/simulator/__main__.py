"""Print how the engine fares on many random sessions: ``python -m tests.simulator --sessions 200``."""

from __future__ import annotations

import argparse
import sys

import numpy as np

from tests.scoring import Score, median_p90, pooled, run, score
from tests.simulator import VIEWS, Trouble, scenario, simulate

COLUMNS = (
    "start view      trouble                    n cover false  moved med/p90  changed by R   D  down med/p90  "
    "sig1 R   D  sig2 R   D  >3 sig  begin (p90)  end (p90)  holds  most"
)


def figures(start: str, view: str, trouble: Trouble, scores: list[Score]) -> str:
    """Return the table's row of many sessions."""
    s = pooled(view, scores)
    right, down = np.abs(s.error_right / s.sigma_right), np.abs(s.error_down / s.sigma_down)
    wrong = np.mean((right > 3) | (down > 3)) if len(right) else np.nan
    begin, end = np.abs(s.begin_s), np.abs(s.end_s)
    covers = "   ".join(f"{np.mean(right <= n):4.2f} {np.mean(down <= n):4.2f}" for n in (1, 2))
    return (
        f"{start:5} {view:9} {trouble.value:25} {len(scores):3d} {s.coverage:5.3f} {s.false_contact:5.3f}"
        f"  {_two(s.moved)}   {np.mean(s.moved_right):5.2f} {np.mean(s.moved_down):5.2f}  {_two(s.down)}"
        f"   {covers}"
        f"  {wrong:6.3f}  {np.nanmedian(begin):4.2f} ({np.nanpercentile(begin, 90):4.2f})"
        f"  {np.nanmedian(end):4.2f} ({np.nanpercentile(end, 90):4.2f})"
        f"  {s.holds_found}/{s.holds_true}+{s.holds_invented}  {s.error.max(initial=0):4.1f}"
    )


def _two(errors: np.ndarray) -> str:
    return "{:4.2f} / {:4.2f}".format(*median_p90(errors))


def main() -> None:
    """Play the sessions, view by view, with a told start and by the hand alone, and then those with trouble."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--sessions", type=int, default=100, help="per view; a third as many per trouble and view")
    parser.add_argument("--first", type=int, default=10_000, help="seed of the first; the tests use those from 0")
    parser.add_argument("--no-trouble", action="store_true", help="only undisturbed sessions")
    given = parser.parse_args()
    sys.stdout.write(COLUMNS + "\n")
    for trouble in Trouble:
        if given.no_trouble and trouble is not Trouble.NONE:
            continue
        count = given.sessions if trouble is Trouble.NONE else max(1, given.sessions // 3)
        for view in VIEWS:
            sessions = [simulate(scenario(given.first + k, view, trouble)) for k in range(count)]
            for start in ("told", "hand") if trouble is Trouble.NONE else ("told",):
                played = sessions if start == "told" else [session.by_hand for session in sessions]
                scores = [score(session.truth, run(session.looks, session.plan)) for session in played]
                sys.stdout.write(figures(start, view, trouble, scores) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
