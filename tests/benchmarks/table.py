"""The table that every benchmark prints: a line of what was measured, each figure with its spread over the repeats.

Where ``TPVISION_BENCH_ROWS`` names a file, the rows go there as well: ``run.py`` makes one table of all benchmarks.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from statistics import median

ROW = "{:<58} {:>10} {:>21}  {}"
ROWS = "TPVISION_BENCH_ROWS"


def machine() -> str:
    """Say on what this is measured."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"


class Table:
    """A table that prints itself row by row, as figures come in."""

    def __init__(self, title: str) -> None:
        self._title = title
        print(f"\n{title} ({machine()})")
        print(ROW.format("", "median", "least - most", "aim"))

    def row(self, name: str, values: Sequence[float], unit: str, aim: float | None = None, least: bool = False) -> None:
        """Print a row.

        Parameters
        ----------
        values
            One for each repeat.
        aim
            What it should be at most, or at ``least``.
        """
        middle = median(values)
        spread = f"{min(values):.4g} - {max(values):.4g}" if len(values) > 1 else ""
        verdict = ""
        if aim is not None:
            met = middle >= aim if least else middle <= aim
            verdict = f"{'at least' if least else 'at most'} {aim:g}: {'met' if met else 'MISSED'}"
        cells = (f"{name}, {unit}" if unit else name, f"{middle:.4g}", spread, verdict)
        print(ROW.format(*cells), flush=True)
        if ROWS in os.environ:
            with open(os.environ[ROWS], "a", encoding="utf-8") as file:
                file.write(json.dumps([self._title, *cells]) + "\n")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def timed(action: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return how long an action takes."""
    began_s = clock()
    action()
    return clock() - began_s


def cpu_s() -> float:
    """Return the CPU time of this program and of all that it started and that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_mib() -> float:
    """Return the most memory that this program has taken so far; not known on Windows."""
    if sys.platform == "win32":
        return float("nan")
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
