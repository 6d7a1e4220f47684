"""The words of one language, looked up by ``section.key``: files ``cues``, ``menu`` and ``report.<language>.toml``.

A text may hold placeholders in braces, ``"Rest for {s} seconds."``. Where the number one needs other words, the
entry is a pair: ``rest = { one = "Rest for {s} second.", other = "Rest for {s} seconds." }``.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tpvision.errors import SettingsError
from tpvision.values import Cue

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FOLDER = Path(__file__).parent
_FILES = ("cues", "menu", "report")


def languages() -> tuple[str, ...]:
    """Return the languages there are words for."""
    return tuple(sorted(path.name.split(".")[1] for path in _FOLDER.glob("cues.*.toml")))


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said or shown in one language."""

    language: str
    """``en`` or ``de``."""
    sections: dict[str, dict[str, Any]]
    """As in the files: texts, or pairs of ``one`` and ``other``, by section and key."""

    @classmethod
    @cache
    def load(cls, language: str) -> Words:
        """Read the words of a language.

        Raises
        ------
        SettingsError
            There are none; names the languages there are.
        """
        if language not in languages():
            raise SettingsError(f"There are no words in '{language}'; choose one of: {', '.join(languages())}.")
        sections: dict[str, dict[str, Any]] = {}
        for name in _FILES:
            sections |= tomllib.loads((_FOLDER / f"{name}.{language}.toml").read_text(encoding="utf-8"))
        return cls(language, sections)

    def say(self, cue: Cue) -> str:
        """Return a cue's sentence with its numbers filled in."""
        return self.text(f"cue.{cue.key}", **dict(cue.numbers))

    def text(self, key: str, **numbers: float | str) -> str:
        """Return the text of ``section.key``; numbers are rounded to whole ones.

        Raises
        ------
        KeyError
            There is no such text, or one of its placeholders got no value.
        """
        section, _, name = key.partition(".")
        try:
            entry = self.sections[section][name]
        except KeyError:
            raise KeyError(f"there is no text '{key}' in '{self.language}'") from None
        values = {k: v if isinstance(v, str) else math.floor(v + 0.5) for k, v in numbers.items()}
        if isinstance(entry, dict):
            entry = entry["one" if 1 in values.values() else "other"]
        return str(entry.format_map(values))
