"""Where somebody may feel tense, and the areas that people then often explore: suggestions, nothing more."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tpvision.knowledge.catalog import Catalog, CatalogError, ZoneEntry, words_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FILE = Path(__file__).parent / "feelings.toml"


@dataclass(frozen=True, slots=True)
class Feeling:
    """A part of the body where somebody feels tense."""

    key: str
    texts: Mapping[str, str]
    """What it is called, by language."""
    surface: str
    """``back`` or ``front``, where it is drawn..."""
    u: float
    v: float
    """... and at which place, on either side."""
    zones: tuple[ZoneEntry, ...]
    """Areas to explore, the most usual first."""


def feelings(catalog: Catalog, path: Path = _FILE) -> tuple[Feeling, ...]:
    """Return all of them, from the head down.

    Raises
    ------
    CatalogError
        The file cannot be read, or names a zone that there is not or that is not for a ball.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        found = tuple(
            Feeling(
                row["key"],
                {language: row[language] for language in ("en", "de")},
                row["surface"],
                float(row["u"]),
                float(row["v"]),
                tuple(catalog.zone(key) for key in row["zones"]),
            )
            for row in table["feeling"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogError(f"The file {path} cannot be read ({error}); install tpvision again.") from error
    for feeling in found:
        if not feeling.zones or any(entry.group == "off" for entry in feeling.zones):
            raise CatalogError(f"{path}: '{feeling.key}' leads to no area for a ball; install tpvision again.")
    return found


def felt(words: str, known: Sequence[Feeling]) -> list[ZoneEntry]:
    """Return the areas of all feelings that have all the words in one language, each once."""
    asked = words_of(words)
    zones: list[ZoneEntry] = []
    for feeling in known:
        names = [words_of(text) for text in feeling.texts.values()]
        if any(all(any(name.startswith(word) for name in text) for word in asked) for text in names):
            zones += [entry for entry in feeling.zones if entry not in zones]
    return zones
