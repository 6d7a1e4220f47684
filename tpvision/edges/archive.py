"""Tables as files that a spreadsheet reads and that can be read back (csv, json).

A folder has a CSV file for each table, ``columns.csv`` that says what is in their columns, and the same once
more as ``history.json`` for other programs. A spreadsheet takes a cell that begins with ``=`` and the like for
a formula, so such a text gets an apostrophe, which is taken off again when it is read.
"""

from __future__ import annotations

import base64
import csv
import json
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, TypeVar

from tpvision.errors import InputError, OutputError
from tpvision.values import Cell, Column, Kind, Table

GUIDE = ("schema", "table", "column", "kind", "can_be_empty", "meaning")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_FORMAT = "tpvision history"

T = TypeVar("T")


def write(folder: Path, schema: int, tables: Iterable[Table], files: Sequence[tuple[str, Path]] = ()) -> None:
    """Write tables, and copies of files under their names, into a new or empty folder that only this user can read.

    Raises
    ------
    OutputError
        The folder is not empty or cannot be written to; it then holds what it held before.
    """
    written: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise OutputError(f"The folder {folder} is not empty; choose a new one.")
        with ExitStack() as stack:

            def file(name: str) -> IO[str]:
                written.append(folder / name)
                number = os.open(written[-1], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                return stack.enter_context(open(number, "w", encoding="utf-8", newline=""))

            guide, whole = csv.writer(file("columns.csv")), file("history.json")
            guide.writerow(GUIDE)
            encode = json.JSONEncoder(ensure_ascii=False).encode
            whole.write(f'{{"format": "{_FORMAT}", "schema": {schema}, "tables": {{')
            for index, table in enumerate(tables):
                guide.writerows(
                    (schema, table.name, column.name, column.kind.value, int(column.optional), column.meaning)
                    for column in table.columns
                )
                names = [column.name for column in table.columns]
                whole.write(f'{"," * (index > 0)}\n"{table.name}": {{"columns": {json.dumps(names)}, "rows": [')
                rows = csv.writer(file(f"{table.name}.csv"))
                rows.writerow(names)
                comma = ""
                # Of most rows, most are numbers, which are written as they are.
                texts = [
                    (place, column)
                    for place, column in enumerate(table.columns)
                    if column.kind in (Kind.TEXT, Kind.BYTES)
                ]
                for row in table.rows:
                    cells, plain = [*row], [*row]
                    for place, column in texts:
                        cells[place], plain[place] = _cell(row[place], column), _plain(row[place])
                    rows.writerow(cells)
                    whole.write(f"{comma}\n{encode(plain)}")
                    comma = ","
                whole.write("]}")
            whole.write("}}\n")
        for name, path in files:
            written.append(folder / name)
            copy(path, folder / name)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
            if path.parent != folder:
                with suppress(OSError):
                    path.parent.rmdir()
        if not isinstance(error, OSError):
            raise
        raise OutputError(f"The folder {folder} cannot be written to ({error.strerror}); choose another.") from error


def copy(path: Path, to: Path) -> None:
    """Copy a file into a folder, made if it was not there, for this user alone and over no other.

    Raises
    ------
    OSError
        It cannot be read or written; what there was stays.
    """
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = path.read_bytes()
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def no_formula(value: T) -> T | str:
    """Return what a cell may hold: a text that begins like a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def read(folder: Path) -> tuple[int, Iterator[Table]]:
    """Return the schema of an export and its tables; each must be gone through before the next.

    Raises
    ------
    InputError
        It is no export, or is broken; the tables may say so when they are gone through.
    """
    try:
        header, *guide = _lines(folder / "columns.csv")
        if tuple(header) != GUIDE:
            raise ValueError
        (schema,) = {int(row[0]) for row in guide}
        tables = [
            (name, tuple(Column(row[2], Kind(row[3]), row[4] == "1", row[5]) for row in rows))
            for name, rows in groupby(guide, itemgetter(1))
        ]
    except (ValueError, IndexError) as error:
        raise InputError(f"{folder} is no export of tpvision; name a folder that 'tpvision export' wrote.") from error
    return schema, (Table(name, columns, _rows(folder / f"{name}.csv", columns)) for name, columns in tables)


def _rows(path: Path, columns: tuple[Column, ...]) -> Iterator[tuple[Cell, ...]]:
    lines = _lines(path)
    if next(lines, None) != [column.name for column in columns]:
        raise InputError(f"{path} has other columns than columns.csv says; export again.")
    for number, line in enumerate(lines, 2):
        try:
            yield tuple(_value(text, column) for text, column in zip(line, columns, strict=True))
        except (ValueError, KeyError) as error:
            raise InputError(f"{path}, row {number}: a cell is not what its column holds; export again.") from error


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file, strict=True)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        fault = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path} cannot be read ({fault}); name a folder that 'tpvision export' wrote.") from error


def _plain(value: Cell) -> str | int | float | None:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _cell(value: Cell, column: Column) -> str | int | float | None:
    if value == "" and column.optional:
        return "'"  # where a cell can be empty, an empty one is none
    return no_formula(_plain(value))


def _value(text: str, column: Column) -> Cell:
    if not text and column.optional:
        return None
    text = text.removeprefix("'")
    match column.kind:
        case Kind.TEXT:
            return text
        case Kind.NUMBER:
            number = float(text)
            if not math.isfinite(number):
                raise ValueError(text)
            return number
        case Kind.WHOLE:
            return int(text)
        case Kind.YES:
            return {"0": 0, "1": 1}[text]
        case Kind.BYTES:
            return base64.b64decode(text, validate=True)
