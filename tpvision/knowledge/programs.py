"""Programs: spots in their order, the ready ones of ``programs.toml`` and those that people write themselves.

One's own program is a TOML file of its own, its key the file's name:

    name = "Evening"
    does = "What I do before bed."     # may be left out

    [[step]]
    zone = "rhomboid_middle"           # or an own spot, as in "my-1"
    side = "left"                      # an own spot needs none
    holds = 2
    hold_s = 30
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tpvision.errors import TpvisionError, shown
from tpvision.knowledge.catalog import Catalog, CatalogError
from tpvision.values import Side

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FILE = Path(__file__).parent / "programs.toml"

MINE = "my_spots"
"""Key of the program of one's own spots."""
SPOTS_MAX = 4
HOLDS = (2, 3)
HOLD_S = (20.0, 90.0)
"""Limits of dose, as in ``tpvision.core.doses``."""

_FIELDS = ("name", "does", "step")
_STEP_FIELDS = ("zone", "side", "holds", "hold_s")


class ProgramError(TpvisionError):
    """A program makes no sense, or there is none of that key."""

    exit_code = 2

    def __init__(self, *faults: str) -> None:
        """Take one sentence for each fault."""
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ProgramStep:
    """One spot of a program."""

    zone: str
    """Key of a zone or of an own spot."""
    side: Side | None
    """``None`` where an own spot has its side."""
    holds: int
    hold_s: float


@dataclass(frozen=True, slots=True)
class Program:
    """Spots in their order."""

    key: str
    names: Mapping[str, str]
    """By language; one's own has one, under the empty language."""
    does: Mapping[str, str]
    """What it does, by language; empty when nothing was written."""
    steps: tuple[ProgramStep, ...]
    minutes: int | None = None
    """About how long it takes; ``None`` for one's own, which is reckoned."""


def said(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language, or in the one that it has; empty when there is no text."""
    return texts.get(language, next(iter(texts.values()), ""))


def ready(catalog: Catalog, path: Path = _FILE) -> tuple[Program, ...]:
    """Return the ready programs.

    Raises
    ------
    ProgramError
        The file cannot be read, or holds what makes no sense.
    """
    programs = []
    for row in _read(path).get("program", []):
        minutes, key = row.pop("minutes", None), row.pop("key", "")
        whole = type(minutes) is int and bool(re.fullmatch(r"[a-z][a-z_]*", str(key)))
        faults = [] if whole else ["It needs a key like 'quick_reset' and whole minutes."]
        faults += _faults(row, catalog, ())
        if faults:
            raise ProgramError(f"The ready program '{key}' cannot be used; install tpvision again.", *faults)
        programs.append(_program(key, row, minutes))
    return tuple(programs)


def mine(spots: Sequence[str], holds: int, hold_s: float, path: Path = _FILE) -> Program:
    """Return the program of one's own spots, the newest first; without steps when there are none.

    Parameters
    ----------
    spots
        Their keys, the oldest first.
    """
    row = _read(path)[MINE]
    steps = tuple(ProgramStep(spot, None, holds, hold_s) for spot in reversed(spots))
    return Program(MINE, row["name"], row["does"], steps)


def own(path: Path, catalog: Catalog, spots: Collection[str]) -> Program:
    """Return the program that somebody wrote into a file.

    Parameters
    ----------
    spots
        Keys of the person's own spots.

    Raises
    ------
    ProgramError
        The file cannot be read, or holds what makes no sense: a sentence for each fault.
    """
    table = _read(path)
    faults = _faults(table, catalog, spots)
    if faults:
        raise ProgramError(*(f"{path.name}: {fault}" for fault in faults))
    return _program(path.stem, table, None)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProgramError(f"{path.name}: it cannot be read ({error.strerror}); check its permissions.") from error
    except (ValueError, RecursionError) as error:
        raise ProgramError(f"{path.name}: it is not valid TOML ({error}); mend or delete it.") from error


def _program(key: str, table: dict[str, Any], minutes: int | None) -> Program:
    steps = (
        ProgramStep(row["zone"], Side(row["side"]) if "side" in row else None, row["holds"], float(row["hold_s"]))
        for row in table["step"]
    )
    return Program(key, _texts(table["name"]), _texts(table.get("does", {})), tuple(steps), minutes)


def _texts(value: Any) -> dict[str, str]:
    return dict(value) if isinstance(value, dict) else {"": value}


def _faults(table: dict[str, Any], catalog: Catalog, spots: Collection[str]) -> list[str]:
    """Return what is wrong with a program, a sentence each."""
    faults = [f"'{name}' is no field; there are {', '.join(_FIELDS)}." for name in table if name not in _FIELDS]
    for name in ("name", "does"):
        texts = _texts(table.get(name, {}))
        if (name == "name" and not texts) or not all(isinstance(t, str) and t.strip() for t in texts.values()):
            faults.append(f"'{name}' must be a text in quotes, as in {name} = \"Evening\".")
    rows = table.get("step")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        return [*faults, f"It has no steps; begin each with [[step]] and give {', '.join(_STEP_FIELDS)}."]
    if len(rows) > SPOTS_MAX:
        faults.append(f"It has {len(rows)} spots; {SPOTS_MAX} are the most.")
    seen: dict[tuple[object, object], int] = {}
    for number, row in enumerate(rows, 1):
        faults += (f"Step {number}: {fault}" for fault in _step_faults(row, catalog, spots))
        spot = (shown(row.get("zone")), shown(row.get("side")))
        if spot in seen:
            faults.append(f"Step {number}: it is the spot of step {seen[spot]} again; leave one of them out.")
        seen.setdefault(spot, number)
    return faults


def _step_faults(row: dict[str, Any], catalog: Catalog, spots: Collection[str]) -> list[str]:
    faults = [f"'{name}' is no field; there are {', '.join(_STEP_FIELDS)}." for name in row if name not in _STEP_FIELDS]
    zone, holds, hold_s = row.get("zone"), row.get("holds"), row.get("hold_s")
    if not isinstance(zone, str):
        faults.append("'zone' must be the key of a zone in quotes; 'tpvision zones' lists them.")
    elif zone not in spots:
        try:
            if catalog.zone(zone).group == "off":
                faults.append(f"the zone '{zone}' can be read about, but is not for a ball.")
        except CatalogError as error:
            faults.append(str(error)[0].lower() + str(error)[1:])
    if row.get("side") not in ("left", "right") and not ("side" not in row and isinstance(zone, str) and zone in spots):
        faults.append('\'side\' must be "left" or "right", your own.')
    if type(holds) is not int or not HOLDS[0] <= holds <= HOLDS[1]:
        faults.append(f"'holds' must be {HOLDS[0]} or {HOLDS[1]}{_not(holds)}.")
    if not (isinstance(hold_s, (int, float)) and HOLD_S[0] <= hold_s <= HOLD_S[1]):
        faults.append(f"'hold_s' must lie between {HOLD_S[0]:g} and {HOLD_S[1]:g} seconds{_not(hold_s)}.")
    return faults


def _not(value: Any) -> str:
    return "" if value is None else f", not {shown(value)}"
