"""The history as it is looked back on."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import json
from collections.abc import Sequence

from tpvision.core.review import of_zone
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError
from tpvision.values import Hold, PastHold, PastSession, Side

COLUMNS = ("session", "started", "source", "session_ended_by", *(field.name for field in dataclasses.fields(Hold)))


def past_sessions(day: str | None = None, zone: str | None = None) -> list[PastSession]:
    """Return the sessions that were kept, the oldest first.

    Parameters
    ----------
    day
        ISO 8601 date, where the person is; ``None`` for all.
    zone
        A part of a zone's key: only the holds on such zones, and the sessions that have some.

    Raises
    ------
    InputError
        The day is none.
    StoreError, OutputError
        The history cannot be read.
    """
    if day is not None:
        try:
            datetime.date.fromisoformat(day)
        except ValueError as error:
            raise InputError(f"'{day}' is no day; write it as in 2026-11-22.") from error
    if not folders.history_file().exists():
        return []
    with Store.open(folders.history_file()) as store:
        sessions = [
            PastSession(each.id, _here(each.started_utc), each.source, each.ended_by, _past(store.holds(each.id)))
            for each in store.sessions()
        ]
    sessions = [session for session in sessions if day is None or session.started.startswith(day)]
    return sessions if zone is None else of_zone(sessions, zone)


def rows_of(sessions: Sequence[PastSession], as_csv: bool) -> str:
    """Return each hold of some sessions as a row of CSV, or the sessions as JSON; times in s, places in cm."""
    if not as_csv:
        return json.dumps([dataclasses.asdict(session) for session in sessions], indent=2, default=_plain) + "\n"
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for session in sessions:
        first = (session.number, session.started, session.source, session.ended_by)
        rows.writerows((*first, *(_plain(getattr(hold, name)) for name in COLUMNS[4:])) for hold in session.holds)
    return text.getvalue()


def _past(holds: Sequence[Hold]) -> tuple[PastHold, ...]:
    return tuple(PastHold(*(getattr(hold, field.name) for field in dataclasses.fields(Hold))) for hold in holds)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Side) else value


def _here(utc: str) -> str:
    return datetime.datetime.fromisoformat(utc).astimezone().isoformat(timespec="seconds")
