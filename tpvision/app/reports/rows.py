"""The history for other programs: a row of CSV for each hold, or everything as JSON; times in s, places in cm."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from enum import Enum

from tpvision.app.reports.gathered import Past
from tpvision.core.review import Judged
from tpvision.edges.archive import no_formula
from tpvision.values import CUT_OFF

HOLD = (
    *("zone", "side", "start_s", "end_s", "held_s", "goal_s", "in_zone_fraction", "ended_by"),
    *("right_cm", "down_cm", "sigma_right_cm", "sigma_down_cm"),
)
JUDGED = ("paused_s", "steadiness_cm", "distance_cm", "sure_cm")
COLUMNS = ("session", "started", "source", "session_ended_by", *HOLD, *JUDGED)


def rows_of(past: Past, as_csv: bool) -> str:
    """Return the holds as CSV, or the sessions as JSON, one in a line."""
    if not as_csv:
        found = []
        for session in past.sessions:
            table = dataclasses.asdict(session)
            for hold, one in zip(table["holds"], past.judged[session.number], strict=True):
                hold.update((name, getattr(one, name)) for name in JUDGED)
            found.append(json.dumps(table, default=_plain))
        return "[" + ",\n".join(found) + "]\n"
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(map(no_formula, _row(one)) for one in past.holds)
    return text.getvalue()


def _row(one: Judged) -> list[object]:
    session = one.session
    hold = [_plain(getattr(one.hold, name)) for name in HOLD]
    how = [getattr(one, name) for name in JUDGED]
    ended_by = session.ended_by or ("running" if session.running else CUT_OFF)
    return [session.number, session.started, session.source, ended_by, *hold, *how]


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value
