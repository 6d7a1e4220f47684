"""The table that every benchmark prints: a line of what was measured, each figure with its spread over the repeats."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from statistics import median

ROW = "{:<52} {:>10} {:>21}  {}"


class Table:
    """A table that prints itself row by row, as figures come in."""

    def __init__(self, title: str) -> None:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        print(f"\n{title} ({machine})")
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
        print(ROW.format(f"{name}, {unit}" if unit else name, f"{middle:.4g}", spread, verdict), flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def timed(action: Callable[[], object], clock: Callable[[], float]) -> float:
    """Return how long an action takes."""
    began_s = clock()
    action()
    return clock() - began_s
