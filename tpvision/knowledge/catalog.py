"""The catalogue of areas to explore and areas to keep off, and of places to start at, read and checked.

All are in the normalised torso frame (``u``, ``v``) of ``tpvision.values``, with ``u`` not negative: an entry
stands for both sides of the body. ``zones.toml`` and ``places.toml`` begin with what their fields mean; their texts
in another language stand beside them, as in ``zones.de.toml``, by key.
"""

from __future__ import annotations

import difflib
import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from tpvision.errors import TpvisionError
from tpvision.values import Zone

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FILE = Path(__file__).parent / "zones.toml"
_PLACES = Path(__file__).parent / "places.toml"

SURFACES = ("back", "front", "side")
GROUPS = ("core", "more", "careful", "off")
_CHOICES = {
    "surface": SURFACES,
    "side": ("either", "both"),
    "facing": ("back to the wall", "facing the wall", "side to the wall"),
    "group": GROUPS,
    "sure": ("measured", "described", "thin"),
}
_RANGES = {"u": (0.0, 0.8), "v": (-0.7, 1.4), "radius_cm": (4.0, 10.0), "hardness_max": (1, 4), "sigma_cm": (2.0, 3.0)}
_CAREFUL_HARDNESS_MAX = 2
_LITTLE_WORDS = frozenset(
    (
        *("a", "an", "and", "at", "in", "my", "of", "on", "or", "the", "to"),
        *("am", "auf", "das", "dem", "den", "der", "des", "die", "ein", "im", "mein", "meine", "und"),
    )
)
TEXTS = {
    "zone": ("name", "plain", "felt", "stand", "place", "cautions", "stretch"),
    "no_go": ("name", "why"),
    "place": ("name", "plain", "place"),
}
"""The fields that people read: each language has all of them."""


class CatalogError(TpvisionError):
    """The catalogue holds something that makes no sense, or was asked for something it does not hold."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class ZoneEntry:
    """An area to explore, with all that is known of it."""

    key: str
    name: str
    plain: str
    """Where it is, in plain words."""
    muscle: str
    u: float
    v: float
    radius_cm: float
    surface: str
    """``back``, ``front`` or ``side``: the part of the trunk that the ball touches."""
    side: str
    """``either``, or ``both`` at once."""
    facing: str
    """``back to the wall``, ``facing the wall`` or ``side to the wall``: how the person stands."""
    felt: tuple[str, ...]
    """Areas where people feel it: suggestions, never a cause."""
    stand: str
    place: str
    cautions: tuple[str, ...]
    hardness_max: int
    """The hardest ball: 1 soft foam, 2 tennis ball, 3 rubber massage ball, 4 lacrosse ball."""
    stretch: str
    group: str
    """``core``, ``more``, ``careful`` (needs consent each time and a soft ball) or ``off`` (never started)."""
    source: str
    sure: str
    """How sure the place is: ``measured``, ``described`` or ``thin``."""

    @property
    def zone(self) -> Zone:
        """The zone as the session takes it."""
        return Zone(self.key, self.name, self.u, self.v, self.radius_cm, self.facing == "facing the wall")


@dataclass(frozen=True, slots=True)
class NoGoArea:
    """A rectangle to keep off, on both sides of the body."""

    key: str
    name: str
    surface: str
    u: tuple[float, float]
    v: tuple[float, float]
    why: str
    source: str

    def holds(self, u: float, v: float, surface: str = "back") -> bool:
        """Return whether a place lies inside; ``u`` may have either sign."""
        return surface == self.surface and self.u[0] <= abs(u) <= self.u[1] and self.v[0] <= v <= self.v[1]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a person finds by feel, to say where the ball is put at first."""

    key: str
    name: str
    plain: str
    """Where it is, in plain words."""
    place: str
    """How to put the ball there; the cue ``start_<key>`` is short for it."""
    u: float
    v: float
    sigma_cm: float
    """How well it is found, one standard deviation on each axis."""
    surface: str
    """``back`` or ``front``."""
    source: str


@dataclass(frozen=True, slots=True)
class Catalog:
    """All areas to explore, in the order of the file, all areas to keep off, and all places to start at."""

    entries: tuple[ZoneEntry, ...]
    no_go: tuple[NoGoArea, ...]
    places: tuple[Place, ...] = ()

    @classmethod
    @cache
    def load(cls, language: str = "en", path: Path = _FILE, places: Path = _PLACES) -> Catalog:
        """Read and check a catalogue and its places, with the texts in a language.

        Raises
        ------
        CatalogError
            A file cannot be read, or an entry makes no sense; names the entry and the field.
        """
        table = {**_read(path), **_read(places)}
        if language != "en":
            texts = {**_read(path.with_suffix(f".{language}.toml")), **_read(places.with_suffix(f".{language}.toml"))}
            _translate(table, texts)
        return cls.from_table(table)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Catalog:
        """Check a catalogue that was read.

        Raises
        ------
        CatalogError
            An entry makes no sense; names the entry and the field.
        """
        whole = set(table) - {"place"} == {"zone", "no_go"}
        if not whole or not all(isinstance(rows, list) for rows in table.values()):
            raise CatalogError("The catalogue must hold [[zone]] and [[no_go]] and nothing else; mend zones.toml.")
        no_go = tuple(NoGoArea(**_checked(row, number, NoGoArea)) for number, row in enumerate(table["no_go"], 1))
        entries = tuple(_zone_entry(row, number) for number, row in enumerate(table["zone"], 1))
        places = tuple(Place(**_checked(row, number, Place)) for number, row in enumerate(table.get("place", []), 1))
        for rows in (entries, no_go, places):
            seen: set[str] = set()
            for row in rows:
                _require(row.key not in seen, row.key, "key", "is used twice")
                seen.add(row.key)
        catalog = cls(entries, no_go, places)
        for place in places:
            _require(place.surface != "side", place.key, "surface", "must be back or front")
        spots: list[ZoneEntry | Place] = [entry for entry in entries if entry.group != "off"]
        for spot in (*spots, *places):
            area = catalog.no_go_at(spot.u, spot.v, spot.surface)
            if area is not None:
                _require(False, spot.key, "u", f"and 'v' lie inside the area to keep off '{area.key}'")
        return catalog

    def zone(self, key: str) -> ZoneEntry:
        """Return the entry of a key.

        Raises
        ------
        CatalogError
            There is none; names those with a similar key.
        """
        for entry in self.entries:
            if entry.key == key:
                return entry
        near = _near(key, [entry.key for entry in self.entries])
        hint = f"did you mean {' or '.join(near)}?" if near else "'tpvision zones' lists all."
        raise CatalogError(f"There is no zone '{key}'; {hint}")

    def place(self, key: str) -> Place:
        """Return the place of a key.

        Raises
        ------
        CatalogError
            There is none; names those with a similar key, or all.
        """
        for place in self.places:
            if place.key == key:
                return place
        keys = [place.key for place in self.places]
        near = _near(key, keys)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(keys)}."
        raise CatalogError(f"There is no place to start '{key}'; {hint}")

    def find(self, words: str) -> list[ZoneEntry]:
        """Return the entries that all the words fit: a muscle, a place or where it is felt.

        Upper and lower case, word endings and little words do not matter; no words fit everything. Entries that
        fit by their name or place come before those that fit by where they are felt, and the usual before the rest.
        """
        asked = [word for word in words_of(words) if word not in _LITTLE_WORDS]
        found = []
        for entry in self.entries:
            place = words_of(f"{entry.key} {entry.name} {entry.plain} {entry.muscle}")
            felt = [words_of(phrase) for phrase in entry.felt]
            # One phrase has to hold all words, lest "low back" find a lower spot felt in the back of the neck; a
            # muscle together with a feeling ("trapezius temple") is looked for when no phrase does.
            scopes = [[place], felt, [place + [word for phrase in felt for word in phrase]]]
            rank = next((i for i, scope in enumerate(scopes) if any(_fit(asked, phrase) for phrase in scope)), None)
            if rank is not None:
                found.append((rank, GROUPS.index(entry.group), entry))
        loosest = 1 if any(rank < 2 for rank, _, _ in found) else 2
        found.sort(key=lambda row: row[:2])
        return [entry for rank, _, entry in found if rank <= loosest]

    def no_go_at(self, u: float, v: float, surface: str = "back") -> NoGoArea | None:
        """Return the area to keep off that a place lies in, if any; ``u`` may have either sign."""
        return next((area for area in self.no_go if area.holds(u, v, surface)), None)


_FIRST_ROW_V, _ROW_V, _COLUMN_U = -0.56, 0.14, 0.075
_MIDDLE = 14
"""Column of the midline in a drawing."""
_BACK = r"""
   LEFT     .---.    RIGHT
            (   )
            |   |
        .---'   '---.
      .' .--.   .--. '.
      | | \_| : |_/ | |
      | |     :     | |
      | |     :     | |
      | |     :     | |
      | |     :     | |
      '-|   __:__   |-'
        |     |     |
        '-----+-----'
   (seen from behind)
"""
_FRONT = r"""
   LEFT     .---.    RIGHT
            (. .)
            |   |
        .---'   '---.
      .' ----. .---- '.
      | |     :     | |
      | |     :     | |
      | |    . .    | |
      | |   /   \   | |
      | |     .     | |
      '-|           |-'
        |    \ /    |
        '-----+-----'
   (as in a mirror)
"""


def drawing(entry: ZoneEntry) -> str:
    """Return a drawing of the trunk in plain ASCII, with an X on the area of each side.

    It is 14 lines of at most 27 characters, without a newline at its end. Front and side are drawn as in a mirror,
    so that the person's left is on the left in every drawing.
    """
    lines = (_BACK if entry.surface == "back" else _FRONT).strip("\n").splitlines()
    rows = [list(line.ljust(2 * _MIDDLE)) for line in lines]
    row = rows[min(max(round((entry.v - _FIRST_ROW_V) / _ROW_V), 0), len(rows) - 2)]
    columns = max(round(entry.u / _COLUMN_U), 1)
    row[_MIDDLE - columns] = row[_MIDDLE + columns] = "X"
    return "\n".join("".join(row).rstrip() for row in rows)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(f"The catalogue {path} cannot be read ({error}); install tpvision again.") from error


def _translate(table: dict[str, Any], texts: Mapping[str, Any]) -> None:
    """Put the texts of another language in the place of the English ones."""
    for kind, names in TEXTS.items():
        rows, told = table.get(kind), texts.get(kind, {})
        for row in rows if isinstance(rows, list) else ():
            key = row.get("key") if isinstance(row, dict) else None
            entry = told.get(key) if isinstance(told, dict) else None
            entry = entry if isinstance(entry, dict) else {}
            missing = [name for name in names if name not in entry]
            _require(not missing, str(key), ", ".join(missing), "is missing in the translation")
            row.update({name: entry[name] for name in names})


def _near(key: str, keys: list[str]) -> list[str]:
    """Return up to three keys that somebody may have meant."""
    asked = re.sub(r"[\s-]+", "_", key.strip().lower())
    near = difflib.get_close_matches(asked, keys, n=3, cutoff=0.5)
    return near or [known for known in keys if asked and asked in known][:3]


_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def words_of(text: str) -> list[str]:
    """Return the words of a text, umlauts as people type them where a keyboard lacks these letters."""
    spelled = unicodedata.normalize("NFC", text).lower().translate(_SPELLED)
    return re.findall(r"[^\W_]+", spelled)


def _fit(asked: list[str], words: list[str]) -> bool:
    return all(any(_alike(word, known) for known in words) for word in asked)


def _alike(asked: str, known: str) -> bool:
    # "trap" and "traps" find trapezius, "stiffness" finds stiff; but "Schulterblattheber" is more than a shoulder.
    stem = asked.removesuffix("s") if len(asked) > 3 else asked
    return known.startswith(stem) or (len(known) > 3 and asked.startswith(known) and len(asked) <= len(known) + 4)


def _require(holds: bool, key: str, field: str, fault: str) -> None:
    if not holds:
        raise CatalogError(
            f"The catalogue's entry '{key}': '{field}' {fault}; mend its file or install tpvision again."
        )


def _checked(row: Any, number: int, cls: type[Any]) -> dict[str, Any]:
    """Return a row whose fields are those of a dataclass, each of its type."""
    key = row.get("key") if isinstance(row, dict) else None
    label = key if isinstance(key, str) else f"number {number}"
    _require(isinstance(row, dict), label, "key", "is missing")
    wanted = {field.name: field.type for field in fields(cls)}
    for name in row:
        _require(name in wanted, label, name, "is no field")
    values = {}
    for name, kind in wanted.items():
        _require(name in row, label, name, "is missing")
        values[name] = _value(row[name], str(kind), label, name)
    _require(re.fullmatch(r"[a-z][a-z0-9_]*", values["key"]) is not None, label, "key", "must be like 'rhomboid_upper'")
    return values


def _value(value: Any, kind: str, label: str, name: str) -> Any:
    if kind == "str":
        _require(isinstance(value, str) and value.strip() != "", label, name, "must be a text")
    elif kind == "int":
        _require(type(value) is int, label, name, "must be a whole number")
    elif kind == "float":
        _require(type(value) in (int, float), label, name, "must be a number")
        value = float(value)
    elif kind == "tuple[str, ...]":
        texts = isinstance(value, list) and value and all(isinstance(v, str) and v.strip() for v in value)
        _require(bool(texts), label, name, "must be a list of texts, not empty")
        value = tuple(value)
    else:
        pair = isinstance(value, list) and len(value) == 2 and all(type(v) in (int, float) for v in value)
        _require(pair and value[0] < value[1], label, name, "must be two numbers, the smaller first")
        value = (float(value[0]), float(value[1]))
    if name in _CHOICES:
        _require(value in _CHOICES[name], label, name, f"must be one of {', '.join(_CHOICES[name])}, not {value!r}")
    if name in _RANGES:
        low, high = _RANGES[name]
        for number in value if isinstance(value, tuple) else (value,):
            _require(low <= number <= high, label, name, f"must lie between {low:g} and {high:g}, not {number!r}")
    return value


def _zone_entry(row: Any, number: int) -> ZoneEntry:
    entry = ZoneEntry(**_checked(row, number, ZoneEntry))
    hard = entry.group == "careful" and entry.hardness_max > _CAREFUL_HARDNESS_MAX
    _require(not hard, entry.key, "hardness_max", f"must be {_CAREFUL_HARDNESS_MAX} or less in the group careful")
    front = entry.surface == "front"
    _require(
        front == entry.zone.facing_wall, entry.key, "facing", "must be 'facing the wall' for the front, and only then"
    )
    return entry
