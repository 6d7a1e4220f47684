"""What ``analyze`` writes: estimates.csv, holds.csv and summary.json, and a table of many films (csv, json).

Each file appears under its name only when it is complete. A field is empty where the value is unknown.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tpvision.errors import OutputError
from tpvision.values import Hold, View

ESTIMATE_COLUMNS = (
    "t_s",
    "phase",
    "facing",
    "right_cm",
    "down_cm",
    "sigma_right_cm",
    "sigma_down_cm",
    "in_contact",
    "px_per_cm",
    "shoulder_mid_x_px",
    "shoulder_mid_y_px",
    "hip_mid_x_px",
    "hip_mid_y_px",
)
HOLD_COLUMNS = ("zone", "side", "start_s", "end_s", "held_s", "goal_s", "in_zone_fraction", "ended_by")


class _Complete:
    """A text file that appears under its name when the ``with`` block ends well, and not at all otherwise."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._part.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise self._fault(error) from error

    def write(self, text: str) -> None:
        """Write text.

        Raises
        ------
        OutputError
            There is no room, or the disk is gone.
        """
        try:
            self._file.write(text)
        except OSError as error:
            raise self._fault(error) from error

    def __enter__(self) -> _Complete:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._file.close()
            if kind is None:
                os.replace(self._part, self._path)
        except OSError as fault:
            # When something else went wrong before, that is the thing to tell.
            if kind is None:
                raise self._fault(fault) from fault
        finally:
            self._part.unlink(missing_ok=True)

    def _fault(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self._path} cannot be written ({error.strerror}); make room or choose another folder with --out."
        )


class EstimateWriter:
    """Writes estimates.csv, one row a frame, in a ``with`` block; an exception inside leaves no file.

    Raises
    ------
    OutputError
        The file cannot be written; raised when it is opened, written to or closed.
    """

    def __init__(self, path: Path) -> None:
        """Open a temporary file beside ``path``."""
        self._file = _Complete(path)
        self._rows = csv.writer(self._file, lineterminator="\n")
        self._rows.writerow(ESTIMATE_COLUMNS)

    def add(self, view: View) -> None:
        """Write the row of one frame."""
        body, ball = view.body, view.ball
        self._rows.writerow(
            [
                f"{view.t_s:.4f}",
                view.phase.value,
                body.facing.value if body else "",
                *(
                    [f"{x:.3f}" for x in (ball.right_cm, ball.down_cm, ball.sigma_right_cm, ball.sigma_down_cm)]
                    if ball
                    else [""] * 4
                ),
                int(ball is not None and ball.in_contact),
                f"{body.px_per_cm:.4f}" if body else "",
                *([f"{x:.2f}" for x in (*body.origin_px, *body.hip_px)] if body else [""] * 4),
            ]
        )

    def __enter__(self) -> EstimateWriter:
        """Return the writer itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the file its name, or throw it away after an exception."""
        self._file.__exit__(kind, error, at)


def write_holds(path: Path, holds: Sequence[Hold]) -> None:
    """Write holds.csv, one row a hold.

    Raises
    ------
    OutputError
        The file cannot be written; an older one of that name is untouched.
    """
    with _Complete(path) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HOLD_COLUMNS)
        for hold in holds:
            rows.writerow(
                [
                    hold.zone,
                    hold.side.value if hold.side else "",
                    *(f"{x:.4f}" for x in (hold.start_s, hold.end_s, hold.held_s, hold.goal_s)),
                    "" if hold.in_zone_fraction is None else f"{hold.in_zone_fraction:.4f}",
                    hold.ended_by,
                ]
            )


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV; ``None`` becomes an empty field.

    Raises
    ------
    OutputError
        The file cannot be written; an older one of that name is untouched.
    """
    with _Complete(path) as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)


def write_summary(path: Path, summary: dict[str, Any]) -> None:
    """Write summary.json.

    Raises
    ------
    OutputError
        The file cannot be written; an older one of that name is untouched.
    """
    text = json.dumps(summary, indent=2, ensure_ascii=False, allow_nan=False)
    with _Complete(path) as file:
        file.write(text + "\n")
