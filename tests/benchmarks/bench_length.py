"""What one session costs as it goes on, to 8 hours: the kept looks of a film, over and over, through engine and keeper.

Given are five looks in two seconds, as fast as they go; each figure is of the ten minutes that end then.
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

from table import Table, peak_mib

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.make_traces import read
from tpvision.app.keeper import Keeper
from tpvision.core import engine
from tpvision.values import Look

CLIP = "dev_6_front_close"
LOOK_EVERY_S = 0.4
BLOCK_S = 600.0
ENDS_S = (600.0, 3600.0, 8 * 3600.0)


def session() -> tuple[dict[float, float], dict[float, float], int]:
    """Live through one; return CPU in microseconds a look, memory in MiB, both by when, and how many holds it has."""
    recorded = read(CLIP)
    looks = [given for given in recorded.inputs if isinstance(given, Look)][::6]
    took_us: dict[float, float] = {}
    memory_mib: dict[float, float] = {}
    with ExitStack() as stack:
        keeper = Keeper("benchmark", recorded.plan, recorded.settings, "me", stack)
        state = engine.begin(recorded.plan)
        block_s, began_s, count, t_s = ENDS_S[0] - BLOCK_S, time.process_time(), 0, 0.0
        for number, look in enumerate(cycle(looks)):
            t_s = number * LOOK_EVERY_S
            if t_s >= block_s + BLOCK_S:
                block_s += BLOCK_S
                if block_s in ENDS_S:
                    took_us[block_s] = 1e6 * (time.process_time() - began_s) / count
                    memory_mib[block_s] = peak_mib()
                began_s, count = time.process_time(), 0
            if t_s >= ENDS_S[-1]:
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
    for end_s in ENDS_S:
        table.row(f"engine and store, a look after {end_s / 3600:.2g} h", [took_us[end_s]], "us of CPU")
    table.row("after 8 h / after 10 min", [took_us[ENDS_S[-1]] / took_us[ENDS_S[0]]], "", 1.1)
    table.row("peak memory gained between", [memory_mib[ENDS_S[-1]] - memory_mib[ENDS_S[0]]], "MiB", 20.0)
    table.row("holds by then", [holds], "")
