"""What a session is to do, put together from the options and files that a person gives."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from pathlib import Path

from tpvision.app.history import spots
from tpvision.edges import folders
from tpvision.errors import InputError, SettingsError
from tpvision.knowledge.catalog import Catalog, CatalogError, Place
from tpvision.knowledge.words import Words
from tpvision.settings import BallSettings, PersonSettings, Settings, from_table
from tpvision.values import NoGo, Plan, Side, Told, Zone

OWN = "my-"
"""What the keys of own spots begin with."""
OWN_RADIUS_CM = 4.0
PLACED = {"start_place", "start_u", "start_v", "start_sigma_cm"}
"""What only ``--start`` with the key of a place tells."""
DEMO_HOLD_S = 10.0
"""Goal of the hold in the bundled film, which is 12 s long."""


def demo(plan: Plan, settings: Settings) -> tuple[Plan, Settings]:
    """Return what the bundled film needs: its person and ball, and a goal that its hold can reach."""
    if plan == Plan():
        plan = make(folders.demo_told(), "demo", None, None, None, None, None, None)
    return plan, replace(settings, session=replace(settings.session, hold_s=DEMO_HOLD_S, get_ready_s=0.0))


def make(
    told: Path | None,
    name: str,
    zone: str | None,
    side: str | None,
    height_cm: float | None,
    ball_cm: float | None,
    ball_colour: str | None,
    start: str | None,
    profile: str = "",
) -> Plan:
    """Put a plan together.

    Parameters
    ----------
    told
        A JSON file with ``height_cm``, ``ball_cm``, ``ball_colour``, ``start_right_cm`` and ``start_down_cm``, or
        with a table of these for each film's name.
    name
        Name of the film without its ending.
    zone, side
        Key of a zone, and ``left`` or ``right``; ``my-1`` and so on are the person's own spots. The side is that of a
        named start, too.
    height_cm, ball_cm, ball_colour
        What was given by itself; it comes before what the file says.
    start
        ``RIGHT_CM,DOWN_CM``, or the key of a place.
    profile
        Whose own spots there are.

    Raises
    ------
    InputError, SettingsError
        Something makes no sense; names it.
    """
    what = _read(told, name) if told else Told()
    what = replace(
        what,
        height_cm=what.height_cm if height_cm is None else height_cm,
        ball_cm=what.ball_cm if ball_cm is None else ball_cm,
        ball_colour=ball_colour or what.ball_colour,
    )
    if side not in (None, "left", "right"):
        raise SettingsError(f"--side must be left or right, not '{side}'.")
    catalog = Catalog.load()
    place = None if start is None else _place(catalog, start)
    if place is not None:
        if side is None:
            raise InputError(f"--start {place.key} needs --side left or --side right.")
        if zone is not None and (place.surface == "front") is not _zone(catalog, zone, side, profile)[0].facing_wall:
            raise InputError(f"--start {place.key} is on the {place.surface} of the body, {zone} is not.")
        u = Side(side).sign * place.u
        what = replace(what, start_right_cm=None, start_down_cm=None, start_place=place.key)
        what = replace(what, start_u=u, start_v=place.v, start_sigma_cm=place.sigma_cm)
    elif start is not None:
        right_cm, down_cm = _start(start)
        what = replace(what, start_right_cm=right_cm, start_down_cm=down_cm)
    _check(what)
    no_go = tuple(NoGo(*area.u, *area.v, area.surface == "front") for area in catalog.no_go if area.surface != "side")
    if zone is None:
        if side is not None and place is None:
            raise InputError("--side needs --zone or a place to start; 'tpvision zones' lists both.")
        return Plan(what, no_go=no_go)
    return Plan(what, *_zone(catalog, zone, side, profile), no_go)


def own_zones(profile: str, language: str = "en") -> dict[str, tuple[Zone, Side]]:
    """Return a person's own spots as zones, by their keys; what they are called is in that language."""
    found: dict[str, tuple[Zone, Side]] = {}
    words = Words.load(language)
    for kept in spots(profile):
        number, spot = kept.number, kept.spot
        # As uncertain as it was when it was named, and never smaller than any area to explore.
        radius_cm = max(OWN_RADIUS_CM, spot.sigma_right_cm, spot.sigma_down_cm)
        name = words.text("menu.my_spot", number=number)
        zone = Zone(f"{OWN}{number}", name, abs(spot.u), spot.v, radius_cm, spot.front)
        found[zone.key] = (zone, Side.RIGHT if spot.u > 0 else Side.LEFT)
    return found


def _zone(catalog: Catalog, key: str, side: str | None, profile: str) -> tuple[Zone, Side]:
    """Return the zone of a key and its side; own spots know theirs."""
    if key.startswith(OWN):
        own = own_zones(profile)
        if key not in own:
            raise InputError(f"There is no own spot {key}; 'tpvision zones' lists those that you named with 'here'.")
        return own[key]
    entry = catalog.zone(key)
    if entry.group == "off":
        raise InputError(
            f"The zone {entry.key} can be read about ('tpvision zones {entry.key}'), but is not for a ball."
        )
    return entry.zone, Side(side or "right")


def _check(told: Told) -> None:
    """Hold what was told against the ranges of the settings."""
    for name, value, group, key in (
        ("height_cm", told.height_cm, PersonSettings, "height_cm"),
        ("ball_cm", told.ball_cm, BallSettings, "diameter_cm"),
        ("ball_colour", told.ball_colour, BallSettings, "colour"),
    ):
        try:
            from_table(group, {} if value is None else {key: value})
        except SettingsError as error:
            raise SettingsError(str(error).replace(f"'{key}'", f"'{name}'", 1)) from error
    start = (told.start_right_cm, told.start_down_cm)
    if (start[0] is None) is not (start[1] is None):
        raise SettingsError("A start needs both start_right_cm and start_down_cm.")
    if start[0] is not None and start[1] is not None and not (abs(start[0]) <= 40 and -30 <= start[1] <= 80):
        raise SettingsError(f"The start {start[0]:g},{start[1]:g} is not on the trunk; it is RIGHT_CM,DOWN_CM.")


def _place(catalog: Catalog, text: str) -> Place | None:
    """Return the place that a start names; ``None`` when it is given in centimetres."""
    if not text[:1].isalpha() or "," in text:
        return None
    try:
        return catalog.place(text)
    except CatalogError as error:
        raise InputError(f"{error} In centimetres it is RIGHT_CM,DOWN_CM, as in --start 5,17.") from error


def _start(text: str) -> tuple[float, float]:
    try:
        right_cm, down_cm = (float(part) for part in text.split(","))
    except ValueError:
        right_cm = math.nan
    if not (math.isfinite(right_cm) and math.isfinite(down_cm)):
        raise InputError(f"'{text}' is no start; write --start RIGHT_CM,DOWN_CM, as in --start 5,17.")
    return right_cm, down_cm


def _read(path: Path, name: str) -> Told:
    try:
        table = json.loads(path.read_text(encoding="utf-8"), parse_int=float)
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}; check the name after --told.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{path} cannot be read as JSON ({error}); mend it or leave --told out.") from error
    if isinstance(table, dict) and name in table:
        table = table[name]
    known = {field.name for field in fields(Told)} - PLACED
    if not isinstance(table, dict) or not table or not set(table) <= known:
        raise InputError(f"{path} tells nothing of '{name}'; it may hold {', '.join(sorted(known))}, for each film.")
    for key, value in table.items():
        wanted = str if key == "ball_colour" else (int, float)
        if not isinstance(value, wanted) or isinstance(value, bool) or value != value:
            raise InputError(f"{path}: '{key}' of '{name}' must be {'a word' if wanted is str else 'a number'}.")
    return Told(**table)
