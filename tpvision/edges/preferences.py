"""Changes to the settings file that leave the person's own lines and comments as they are (tomlkit)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tpvision.errors import OutputError, SettingsError

Value = bool | int | float | str


def change(path: Path, values: Mapping[str, Value]) -> None:
    """Write settings into the file, by their names as in ``screen.theme``; a crash leaves the old file whole.

    Raises
    ------
    SettingsError
        The file cannot be read.
    OutputError
        It cannot be written.
    """
    try:
        table = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        for name, value in values.items():
            group, _, key = name.partition(".")
            if group not in table:
                table.add(group, tomlkit.table())
            table[group][key] = value
    except (OSError, ValueError, TOMLKitError, TypeError, RecursionError) as error:
        raise SettingsError(f"The settings file {path} cannot be read ({error}); mend or delete it.") from error
    part = path.with_name(f".{path.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(tomlkit.dumps(table))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"The settings file {path} cannot be written ({error.strerror}); free some space.") from error


def told(path: Path) -> frozenset[str]:
    """Return the names of all settings that the file has; none where it cannot be read."""
    try:
        table = tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TOMLKitError, RecursionError):
        return frozenset()
    return frozenset(f"{group}.{key}" for group, keys in table.items() if isinstance(keys, dict) for key in keys)
