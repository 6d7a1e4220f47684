"""One's own programs as files: written, changed, deleted and brought back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tpvision.core.doses import duration_s
from tpvision.edges import folders
from tpvision.errors import InputError, OutputError
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.programs import HOLD_S, HOLDS, SPOTS_MAX, Program, ProgramStep, own
from tpvision.knowledge.words import Words
from tpvision.settings import Settings
from tpvision.values import Side, Step, Zone

Spots = dict[str, tuple[Zone, Side]]
"""A person's own spots by their keys."""


def new_key() -> str:
    """Return a key that no program has yet."""
    taken = {path.stem for path in folders.programs_folder().glob("*.toml")}
    return next(f"own-{number}" for number in range(1, len(taken) + 2) if f"own-{number}" not in taken)


def read(key: str, catalog: Catalog, spots: Spots, words: Words) -> Program:
    """Return a program of one's own; one that has no file yet has no steps.

    Raises
    ------
    ProgramError
        The file cannot be read, or holds what makes no sense.
    """
    path = _path(key)
    if path.exists():
        return own(path, catalog, spots)
    return Program(key, {"": words.text("menu.own_name", number=key.rpartition("-")[2])}, {}, ())


def usual(zone: str, side: Side | None, settings: Settings) -> ProgramStep:
    """Return a step with the doses of the settings, as far as a program may have them."""
    doses = settings.session
    holds = min(max(doses.holds_per_spot, HOLDS[0]), HOLDS[1])
    return ProgramStep(zone, side, holds, min(max(doses.hold_s, HOLD_S[0]), HOLD_S[1]))


def write(program: Program, catalog: Catalog, spots: Spots, settings: Settings, words: Words) -> None:
    """Write a program of one's own; a crash leaves the old file whole. One without steps has no file.

    Raises
    ------
    InputError
        It would be more than a session may have, or has a spot twice.
    OutputError
        The file cannot be written.
    """
    if not program.steps:
        delete(program.key)
        return
    if len(program.steps) > SPOTS_MAX:
        raise InputError(words.text("menu.too_many", count=SPOTS_MAX))
    if len({(step.zone, step.side) for step in program.steps}) < len(program.steps):
        raise InputError(words.text("menu.twice"))
    most = settings.dose.session_min
    if minutes(program, catalog, spots, settings) > most:
        raise InputError(words.text("menu.too_long", min=most))
    bring_back(program.key, _text(program))


def minutes(program: Program, catalog: Catalog, spots: Spots, settings: Settings) -> float:
    """Return about how long a program takes."""
    steps = [Step(*where(step, catalog, spots), step.holds, step.hold_s) for step in program.steps]
    return duration_s(steps, settings.session) / 60.0


def where(step: ProgramStep, catalog: Catalog, spots: Spots) -> tuple[Zone, Side]:
    """Return the zone and the side of a step."""
    return spots[step.zone] if step.zone in spots else (catalog.zone(step.zone).zone, step.side or Side.RIGHT)


def changed(program: Program, number: int, step: ProgramStep | None) -> Program:
    """Return a program with another step of this number, or without it."""
    steps = program.steps[:number] + (() if step is None else (step,)) + program.steps[number + 1 :]
    return replace(program, steps=steps)


def text_of(key: str) -> str:
    """Return what a program's file says; empty when there is none."""
    try:
        return _path(key).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{_path(key).name}: it cannot be read ({error}); check its permissions.") from error


def delete(key: str) -> None:
    """Delete a program's file, if it has one.

    Raises
    ------
    OutputError
        It cannot be deleted.
    """
    try:
        _path(key).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{_path(key)} cannot be deleted ({error.strerror}); check its permissions.") from error


def bring_back(key: str, text: str) -> None:
    """Write a program's file with this text.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    path = _path(key)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{path} cannot be written ({error.strerror}); free some space.") from error


def _path(key: str) -> Path:
    return folders.programs_folder() / f"{key}.toml"


def _text(program: Program) -> str:
    lines = [f"name = {_toml(program.names)}"]
    if program.does:
        lines.append(f"does = {_toml(program.does)}")
    for step in program.steps:
        lines += ["", "[[step]]", f'zone = "{step.zone}"']
        if step.side is not None:
            lines.append(f'side = "{step.side.value}"')
        lines += [f"holds = {step.holds}", f"hold_s = {step.hold_s:g}"]
    return "\n".join(lines) + "\n"


def _toml(texts: Mapping[str, str]) -> str:
    # A JSON string is one of TOML too.
    plain = {language: json.dumps(text, ensure_ascii=False) for language, text in texts.items()}
    return plain[""] if "" in plain else f"{{ {', '.join(f'{key} = {text}' for key, text in plain.items())} }}"
