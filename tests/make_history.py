"""Make the history of somebody who does this every day: ``python -m tests.make_history --sessions 1100 --home DIR``.

Each session has eight holds on two of the catalogue's areas, some with pauses, some ended before their goal, and a
sample in each second of its nine minutes. The same numbers give the same history.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import sys
from pathlib import Path

from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.knowledge.catalog import Catalog
from tpvision.values import Calibration, Hold, Pause, Sample, Side, Spot, Tenderness, Warned

HOLDS = 8
SECONDS = 546
"""1,100 sessions of so many samples are 600,000."""
LAST = datetime.datetime(2026, 11, 21, 19, 30, tzinfo=datetime.timezone.utc)


def make(path: Path, sessions: int, profile: str = "me", holds: int = HOLDS, seconds: int = SECONDS) -> None:
    """Write sessions of consecutive days into a history, the last of them at ``LAST``."""
    chance = random.Random(sessions)
    keys = [entry.key for entry in Catalog.load().entries if entry.group == "core"]
    with Store.open(path) as store, store.together():
        store.keep_calibration(profile, Calibration((640, 480), 178.0, 0.29, 0.74, -4.0, 0.5, 101.0, 1.3, None))
        for index in range(sessions):
            began = LAST - datetime.timedelta(days=sessions - 1 - index, minutes=chance.randrange(90))
            number = store.begin_session(began.isoformat(), "camera 0", "", "", profile)
            zones = [(key, chance.choice([*Side])) for key in chance.sample(keys, 2)]
            _fill(store, number, zones, holds, seconds, chance)
            if index % 50 == 10:
                spot = Spot(chance.uniform(-0.4, 0.4), chance.uniform(0.1, 0.8), 1.2, 1.0, False)
                store.add_spot(profile, number, spot)
            store.end_session(number, "stopped" if chance.random() < 0.1 else "done")


def _fill(
    store: Store, session: int, zones: list[tuple[str, Side]], holds: int, seconds: int, chance: random.Random
) -> None:
    """Write the holds, samples, tenderness and warnings of a session."""
    for step, (zone, side) in enumerate(zones):
        before = chance.randint(3, 6)
        store.keep_tenderness(session, Tenderness(step, zone, side, before, max(0, before - chance.randint(0, 3))))
    if chance.random() < 0.2:
        store.add_warning(session, Warned(30.0, 0, chance.choice(["no_go", "lost", "stop_words"])))
    spans = []
    for index in range(holds):
        zone, side = zones[index * len(zones) // holds]
        start_s = 10.0 + index * (seconds - 20) / holds
        paused_s = chance.choice([0.0, 0.0, 3.0])
        goal = chance.random() < 0.8
        held_s = 30.0 if goal else chance.uniform(5.0, 29.0)
        end_s = start_s + held_s + paused_s
        pauses = [Pause(start_s + 2.0, start_s + 2.0 + paused_s, "off_spot")] if paused_s else []
        place = (side.sign * chance.uniform(4.0, 12.0), chance.uniform(4.0, 40.0), 0.8, 1.1)
        ended_by = "goal" if goal else chance.choice(["moved", "easier", "left the wall"])
        hold = Hold(zone, side, start_s, end_s, held_s, 30.0, chance.uniform(0.8, 1.0), ended_by, *place)
        store.add_hold(session, hold, pauses)
        spans.append((start_s, end_s, place))
    for second in range(seconds):
        place = next((place for start_s, end_s, place in spans if start_s <= second < end_s), None)
        if place is None:
            sample = Sample(float(second), "rest", None, None, None, None, False, None)
        else:
            right_cm, down_cm = place[0] + chance.gauss(0.0, 0.5), place[1] + chance.gauss(0.0, 0.5)
            sample = Sample(float(second), "hold", right_cm, down_cm, *place[2:], True, True)
        store.add_sample(session, sample)


def main() -> None:
    """Make a history in a data folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=1100)
    parser.add_argument("--home", type=Path, required=True, help="data folder, as in TPVISION_HOME")
    given = parser.parse_args()
    os.environ["TPVISION_HOME"] = str(given.home)
    make(folders.history_file(), given.sessions)
    sys.stdout.write(f"{given.sessions} sessions in {folders.history_file()}\n")


if __name__ == "__main__":
    main()
