"""The trace of a session: its settings, its plan and every input, as JSON lines (json).

The first line is a header, each further line one input; a line is on the disk before the next is
written, so that a crash loses one line at most. Numbers are written in full: what is read back equals
what was written to the last bit. A name that ends in ``.gz`` is compressed.
"""

from __future__ import annotations

import dataclasses
import gzip
import json
import math
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType, UnionType
from typing import Any, TextIO, TypeVar, cast, get_args, get_origin, get_type_hints

import numpy as np

from tpvision import __version__
from tpvision.errors import InputError, OutputError, SettingsError, plain
from tpvision.settings import Settings, from_table
from tpvision.values import (
    Calibration,
    Command,
    CommandKind,
    End,
    Input,
    Look,
    NoGo,
    Plan,
    Pose,
    Purpose,
    Quality,
    Side,
    Sighting,
    Step,
    Tick,
    Told,
    Zone,
)

FORMAT = 1
_LARGEST = 1e9
"""No number of a plan is larger."""
_Made = TypeVar("_Made")


class TraceWriter:
    """Writes a trace as the session goes, in a ``with`` block.

    Raises
    ------
    OutputError
        The file cannot be written; raised when it is opened, written to or closed. It is closed then and
        takes no more.
    """

    def __init__(self, path: Path, settings: Settings, plan: Plan) -> None:
        """Make the file, replacing an older one, and write its header."""
        self._path = path
        try:
            self._file = _opened(path, "w")
        except OSError as error:
            raise self._fault(error) from error
        # The address of a camera may hold a password.
        camera = dataclasses.replace(settings.camera, source=plain(settings.camera.source))
        self._write(
            {
                "format": FORMAT,
                "tpvision": __version__,
                "settings": dataclasses.asdict(dataclasses.replace(settings, camera=camera)),
                "plan": {
                    "told": dataclasses.asdict(plan.told),
                    "zone": dataclasses.asdict(plan.zone) if plan.zone else None,
                    "side": plan.side.value if plan.side else None,
                    "no_go": [dataclasses.asdict(area) for area in plan.no_go],
                    "steps": [dataclasses.asdict(step) | {"side": step.side.value} for step in plan.steps],
                    "live": plan.live,
                    "stop_level": plan.stop_level,
                    "purpose": plan.purpose.value,
                    "calibration": dataclasses.asdict(plan.calibration) if plan.calibration else None,
                },
            }
        )

    def add(self, item: Input) -> None:
        """Write one input."""
        line: dict[str, Any] = {"input": type(item).__name__, "t_s": item.t_s}
        if isinstance(item, Command):
            line["kind"] = item.kind.value
            if item.level is not None:
                line["level"] = item.level
        elif isinstance(item, Look):
            line["size_px"] = item.size_px
            line["poses"] = [pose.landmarks.ravel().tolist() for pose in item.poses]
            line["sighting"] = dataclasses.astuple(item.sighting) if item.sighting else None
            line["source_turned"] = item.source_turned
            line["brightness"] = item.brightness
            if item.light_changed:
                line["light_changed"] = True
            if item.quality is not Quality.FULL:
                line["quality"] = item.quality.value
        self._write(line)

    def close(self) -> None:
        """Close the file."""
        try:
            self._file.close()
        except OSError as error:
            raise self._fault(error) from error

    def __enter__(self) -> TraceWriter:
        """Return the writer itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the file; what was written stays."""
        self.close()

    def _write(self, line: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(line, separators=(",", ":"), allow_nan=False) + "\n")
            self._file.flush()
        except OSError as error:
            with suppress(OSError):
                self._file.close()
            raise self._fault(error) from error

    def _fault(self, error: OSError) -> OutputError:
        return OutputError(
            f"The trace {self._path} cannot be written ({error.strerror}); make room or choose another folder."
        )


class Inputs(Iterator[Input]):
    """The inputs of a trace, read as they are asked for."""

    cut_off: bool = False
    """Once all were read: whether the trace breaks off within a line, as after a crash; that line is left out."""

    def __init__(self, path: Path, lines: Iterator[str]) -> None:
        """Take the lines after the header."""
        self._path = path
        self._lines = lines
        self._number = 1

    def __next__(self) -> Input:
        """Return the next input.

        Raises
        ------
        InputError
            Names the line that cannot be read.
        """
        try:
            line = next(self._lines)
        except EOFError:
            # A compressed file without its end.
            self.cut_off = True
            raise StopIteration from None
        except (OSError, UnicodeDecodeError, zlib.error) as error:
            raise InputError(f"The trace {self._path} is damaged after line {self._number}; use another.") from error
        self._number += 1
        if not line.endswith("\n"):
            self.cut_off = True
            raise StopIteration
        try:
            return _input(_object(line))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise InputError(f"Line {self._number} of the trace {self._path} is damaged; use another trace.") from error


def read_trace(path: Path) -> tuple[Settings, Plan, Inputs]:
    """Open a trace and return its settings, its plan and its inputs.

    Raises
    ------
    InputError
        It cannot be read, is no trace, or was written in a way this version does not know; while the
        inputs are read, also for a damaged line. A cut-off last line is none: see ``Inputs.cut_off``.
    """
    no_trace = f"{path} is not a trace that tpvision wrote; give a file made by a session with its trace kept."
    try:
        lines = _lines(path)
        header = _object(next(lines))
        format_number = header["format"]
    except FileNotFoundError as error:
        raise InputError(f"There is no trace {path}; check the name.") from error
    except (gzip.BadGzipFile, zlib.error, EOFError, StopIteration, ValueError, KeyError, RecursionError) as error:
        raise InputError(no_trace) from error
    except OSError as error:
        raise InputError(f"The trace {path} cannot be read ({error.strerror}); check its permissions.") from error
    if format_number != FORMAT:
        raise InputError(
            f"The trace {path} has format {format_number}, this tpvision knows format {FORMAT}; "
            "use the version that wrote it."
        )
    try:
        settings = from_table(Settings, dict(header["settings"]))
        plan = header["plan"]
        told, zone, side = _told(plan["told"]), plan["zone"], plan["side"]
        no_go = tuple(_made(NoGo, area) for area in plan["no_go"])
        # A trace of before there were steps has none.
        steps = tuple(
            _made(Step, {**item, "zone": _made(Zone, item["zone"]), "side": Side(item["side"])})
            for item in plan.get("steps", ())
        )
        wanted = Plan(
            told,
            _made(Zone, zone) if zone else None,
            Side(side) if side else None,
            no_go,
            _calibration(plan.get("calibration")),
            steps=steps,
            live=bool(plan.get("live", False)),
            stop_level=int(plan.get("stop_level", 7)),
            purpose=Purpose(plan.get("purpose", "session")),
        )
        return settings, wanted, Inputs(path, lines)
    except (SettingsError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise InputError(
            f"The trace {path} was written by tpvision {header.get('tpvision')} and does not fit this one; "
            "use that version."
        ) from error


def _told(kept: Any) -> Told:
    told = _made(Told, kept)
    for value, least, most in ((told.height_cm, 30.0, 300.0), (told.ball_cm, 1.0, 100.0)):
        if value is not None and not least <= value <= most:
            raise ValueError("nobody is so tall, and no ball so large")
    return told


def _calibration(kept: dict[str, Any] | None) -> Calibration | None:
    if not kept:
        return None
    width, height = kept["size_px"]
    calibration = _made(Calibration, {**kept, "size_px": (int(width), int(height))})
    if not calibration.possible:
        raise ValueError("nobody is so")
    return calibration


def _made(kind: type[_Made], table: Any) -> _Made:
    """Make a value of a table; each field must be of its type, and no number without end."""
    if not isinstance(table, dict):
        raise TypeError(f"{kind} is no table")
    hints = get_type_hints(kind)
    for name, value in table.items():
        wanted = get_args(hints[name]) if isinstance(hints[name], UnionType) else (hints[name],)
        if type(value) in (int, float) and float in wanted:
            fits = abs(value) <= _LARGEST
        else:
            fits = type(value) in wanted or type(value) is get_origin(hints[name])
        if not fits:
            raise TypeError(f"{name} is no {hints[name]}")
    return kind(**table)


def _opened(path: Path, mode: str) -> TextIO:
    opener = gzip.open if path.suffix == ".gz" else open
    return cast(TextIO, opener(path, mode + "t", encoding="utf-8", newline="\n"))


def _lines(path: Path) -> Iterator[str]:
    # A generator closes the file when it is over or dropped.
    with _opened(path, "r") as file:
        yield from file


def _object(line: str) -> dict[str, Any]:
    value = json.loads(line, parse_constant=_no_number)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _input(line: dict[str, Any]) -> Input:
    kind, t_s = line["input"], float(line["t_s"])
    if not math.isfinite(t_s):
        raise ValueError("no time is so far")
    if kind == "Look":
        width, height = map(int, line["size_px"])
        if width < 1 or height < 1:
            raise ValueError("no picture is so small")
        return Look(
            t_s,
            (width, height),
            tuple(Pose(np.array(pose, dtype=np.float64).reshape(33, 4)) for pose in line["poses"]),
            Sighting(*map(float, line["sighting"])) if line["sighting"] else None,
            bool(line["source_turned"]),
            bool(line.get("light_changed", False)),
            None if line.get("brightness") is None else float(line["brightness"]),
            Quality(line.get("quality", "full")),
        )
    if kind == "Command":
        level = line.get("level")
        return Command(t_s, CommandKind(line["kind"]), None if level is None else int(level))
    if kind == "Tick":
        return Tick(t_s)
    if kind == "End":
        return End(t_s)
    raise ValueError(f"{kind} is no input")
