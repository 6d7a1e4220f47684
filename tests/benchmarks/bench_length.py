"""What one session costs as it goes on, to 8 hours: the kept looks of a film, over and over, through engine and keeper.

Given are five looks in two seconds, as fast as they go. Ten minutes of them take less than a second, which says little
on a computer that does other things: hours are compared, by the median of their six.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from statistics import median

from table import Table, peak_mib

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.make_traces import read
from tpvision.app.keeper import Keeper
from tpvision.core import engine
from tpvision.values import Look

CLIP = "dev_6_front_close"
LOOK_EVERY_S = 0.4
BLOCK_S = 600.0
END_S = 8 * 3600.0
HOUR = 6
"""Blocks in an hour."""


def session() -> tuple[list[float], list[float], int]:
    """Live through one; return CPU in microseconds a look and memory in MiB by block, and how many holds it has."""
    recorded = read(CLIP)
    looks = [given for given in recorded.inputs if isinstance(given, Look)][::6]
    took_us: list[float] = []
    memory_mib: list[float] = []
    with ExitStack() as stack:
        keeper = Keeper("benchmark", recorded.plan, recorded.settings, "me", stack)
        state = engine.begin(recorded.plan)
        began_s, count = time.process_time(), 0
        for number, look in enumerate(cycle(looks)):
            t_s = number * LOOK_EVERY_S
            if t_s >= BLOCK_S * (len(took_us) + 1):
                took_us.append(1e6 * (time.process_time() - began_s) / count)
                memory_mib.append(peak_mib())
                began_s, count = time.process_time(), 0
            if t_s >= END_S:
                break
            given = replace(look, t_s=t_s)
            state, view = engine.step(state, given, recorded.settings)
            keeper.keep(given, view)
            count += 1
        keeper.end(view.phase.value)
        assert keeper.message is None, keeper.message
    return took_us, memory_mib, len(view.holds)


if __name__ == "__main__":
    table = Table("one session, as it goes on")
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        took_us, memory_mib, holds = session()
    first_us, last_us = took_us[:HOUR], took_us[-HOUR:]
    table.row("engine and store, a look in the first hour", first_us, "us of CPU")
    table.row("engine and store, a look in the eighth hour", last_us, "us of CPU")
    table.row("eighth hour / first hour", [median(last_us) / median(first_us)], "", 1.1)
    table.row("peak memory gained after ten minutes", [memory_mib[-1] - memory_mib[0]], "MiB", 20.0)
    table.row("holds by then", [holds], "")
