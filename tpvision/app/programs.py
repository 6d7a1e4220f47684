"""Programs and doses: what somebody wants, and what of it a session may do today."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tpvision.app.clearing import cleared_to_begin
from tpvision.app.plans import own_zones
from tpvision.core.doses import (
    GENTLE_CAP,
    HOLD_MIN_S,
    SOFT,
    TYPICAL_CM,
    Dosed,
    Remark,
    Terms,
    Wish,
    Worked,
    dose,
    duration_s,
)
from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError, StoreError
from tpvision.knowledge.catalog import Catalog
from tpvision.knowledge.programs import MINE, Program, ProgramError, ProgramStep, mine, own, ready
from tpvision.knowledge.screening import Clearance, Standing
from tpvision.knowledge.words import Words
from tpvision.settings import Settings
from tpvision.values import NoGo, Plan, Side, Step, Zone

COUNTS_S = 10.0
"""A spot that was held on for less in a day was looked for, not held on."""

Own = dict[str, tuple[Zone, Side]]
"""A person's own spots by their keys."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person said about this session."""

    consent: bool = False
    """Yes, this time, to the zones that ask for care."""
    soreness: int | None = None
    """How sore the spots of yesterday are now, 0 to 10."""


def programs(settings: Settings) -> tuple[list[Program], list[str]]:
    """Return all programs with their minutes, and a sentence for each fault in the person's own files.

    Raises
    ------
    OutputError
        The data folder cannot be made.
    """
    language = settings.screen.language
    catalog, spots = Catalog.load(language), _spots(settings.person.name, language)
    doses = settings.session
    mines = mine(list(spots), doses.holds_per_spot, doses.hold_s)
    found = [*ready(catalog), *([_reckoned(mines, catalog, spots, settings)] if mines.steps else [])]
    faults: list[str] = []
    for path in sorted(folders.programs_folder().glob("*.toml")):
        try:
            if path.stem in (MINE, *(program.key for program in found)):
                raise ProgramError(
                    f"{path.name}: there is a program '{path.stem}' already; give the file another name."
                )
            program = _reckoned(own(path, catalog, spots), catalog, spots, settings)
            most = settings.dose.session_min
            if program.minutes is not None and program.minutes > most:
                raise ProgramError(f"{path.name}: it takes about {program.minutes} minutes; {most:g} are the most.")
            found.append(program)
        except ProgramError as error:
            faults += error.faults
    return found, faults


def wishes(settings: Settings, program: str | None, plan: Plan) -> list[Wish]:
    """Return what somebody wants: a program's spots, else the plan's; nothing in a free session.

    Raises
    ------
    InputError, ProgramError
        There is no such program, or it makes no sense.
    """
    language = settings.screen.language
    catalog, spots = Catalog.load(language), _spots(settings.person.name, language)
    if program is None:
        if plan.zone is None:
            return []
        doses = settings.session
        step = ProgramStep(plan.zone.key, plan.side, doses.holds_per_spot, doses.hold_s)
        return [_wish(step, catalog, spots)]
    found, faults = programs(settings)
    for each in found:
        if each.key == program:
            return [_wish(step, catalog, spots) for step in each.steps]
    own_faults = [fault for fault in faults if fault.startswith(f"{program}.toml: ")]
    if own_faults:
        raise ProgramError(*own_faults)
    if program == MINE:
        raise InputError("You have no own spots yet; say 'here' in a session to keep one.")
    raise InputError(f"There is no program '{program}'; 'tpvision programs' lists all.")


def planned(
    plan: Plan,
    wanted: Sequence[Wish],
    settings: Settings,
    cleared: Clearance,
    asked: Asked,
    today: datetime.date | None = None,
) -> tuple[Plan, Dosed]:
    """Return a plan with the steps that the limits of dose allow today, and what was left out and why."""
    catalog = Catalog.load()
    skip = {
        zone.key
        for zone in (wish.step.zone for wish in wanted)
        if any(region.holds(zone.u, zone.v, _surface(catalog, zone)) for region in cleared.regions)
    }
    terms = Terms(settings.ball.hardness, asked.consent, cleared.standing is Standing.GENTLE, frozenset(skip))
    past = history(settings.person.name, asked.soreness, today or datetime.date.today())
    done = dose(wanted, past, terms, settings.dose, settings.session)
    return replace(plan, steps=done.steps, stop_level=min(plan.stop_level, done.cap + 1)), done


def history(profile: str, soreness: int | None, today: datetime.date) -> list[Worked]:
    """Return what a person held on, by day; ``soreness`` is that of yesterday's spots."""
    if not folders.history_file().exists():
        return []
    try:
        with Store.open(folders.history_file()) as store:
            holds = store.holds_of(profile)
    except StoreError:
        return []  # the session itself will say so; it gets the doses of a first one
    held_s: dict[tuple[str, Side | None, int], float] = {}
    for begun, hold in holds:
        key = (hold.zone, hold.side, _ago_days(begun, today))
        held_s[key] = held_s.get(key, 0.0) + hold.held_s
    catalog, spots = Catalog.load(), _spots(profile)
    known = {entry.key: entry.zone for entry in catalog.entries} | {key: zone for key, (zone, _) in spots.items()}
    return [
        Worked(known.get(zone), side, ago_days, soreness if ago_days == 1 else None)
        for (zone, side, ago_days), amount_s in held_s.items()
        if amount_s >= COUNTS_S
    ]


def prepared(
    plan: Plan, program: str | None, settings: Settings, asked: Asked, live: bool, say: Callable[[str], object]
) -> Plan:
    """Return the plan of a session that is about to begin.

    Parameters
    ----------
    program
        Key of a program; ``None`` for what the plan says.
    live
        Whether the person of the settings is there, with their answers, their history and the limits of dose; in a
        film there is somebody else.
    say
        Told, a sentence each, what was left out or lessened and why.

    Raises
    ------
    InputError
        The answers to the safety questions forbid a session, nothing is left of what was wanted, or there is no
        such program.
    """
    wanted = wishes(settings, program, plan)
    if not live:
        return replace(plan, steps=tuple(wish.step for wish in wanted)) if program else plan
    cleared = cleared_to_begin(settings)
    if not wanted:
        return plan
    plan, done = planned(plan, wanted, settings, cleared, asked)
    told = sentences((*done.left_out, *done.lessened), Words.load(settings.screen.language))
    if not done.steps:
        raise InputError(" ".join(told))
    for sentence in told:
        say(sentence)
    return plan


def freed(plan: Plan, settings: Settings, cleared: Clearance) -> tuple[Plan, Settings]:
    """Return a session of no spot, with its settings, within the limits of gentle mode and of a first session.

    Raises
    ------
    InputError
        The ball is too hard to go gently.
    """
    gentle, limits, times = cleared.standing is Standing.GENTLE, settings.dose, settings.session
    if gentle and settings.ball.hardness > SOFT:
        words = Words.load(settings.screen.language)
        raise InputError(words.text("dose.soft", zone=words.text("menu.free_spot")))
    if gentle:
        times = replace(times, hold_s=min(times.hold_s, HOLD_MIN_S))
        plan = replace(plan, stop_level=min(plan.stop_level, GENTLE_CAP + 1))
    if not history(settings.person.name, None, datetime.date.today()):
        times = replace(times, hold_s=min(times.hold_s, limits.first_hold_s))
        limits = replace(limits, spots=min(limits.spots, limits.first_spots))
    # What the answers leave out is not planned around here, so the coach has to warn of it.
    left_out = tuple(
        NoGo(*region.u, *region.v, surface == "front")
        for region in cleared.regions
        for surface in region.surfaces
        if surface != "side"
    )
    return replace(plan, no_go=plan.no_go + left_out), replace(settings, session=times, dose=limits)


def sentences(remarks: Sequence[Remark], words: Words) -> list[str]:
    """Return each remark as a sentence."""
    return [
        words.text(
            f"dose.{remark.key}",
            zone=remark.step.zone.name,
            side=words.text(f"dose.{remark.step.side.value}"),
            **dict(remark.numbers),
        )
        for remark in remarks
    ]


def _surface(catalog: Catalog, zone: Zone) -> str:
    """Return the part of the trunk that the ball touches: that of the catalogue, or of an own spot."""
    surfaces = [entry.surface for entry in catalog.entries if entry.key == zone.key]
    return surfaces[0] if surfaces else "front" if zone.facing_wall else "back"


def _spots(profile: str, language: str = "en") -> Own:
    try:
        return own_zones(profile, language)
    except StoreError:
        return {}  # the session itself will say so


def _reckoned(program: Program, catalog: Catalog, spots: Own, settings: Settings) -> Program:
    """Return a program with the minutes it takes, of as many spots as a session may have."""
    if program.minutes is not None:
        return program
    steps = [_wish(step, catalog, spots).step for step in program.steps[: settings.dose.spots]]
    return replace(program, minutes=math.ceil(duration_s(steps, settings.session) / 60.0))


def _wish(step: ProgramStep, catalog: Catalog, spots: Own) -> Wish:
    if step.zone not in spots:
        entry = catalog.zone(step.zone)
        return Wish(Step(entry.zone, step.side or Side.RIGHT, step.holds, step.hold_s), entry.group, entry.hardness_max)
    zone, side = spots[step.zone]
    wish = Wish(Step(zone, side, step.holds, step.hold_s))
    if catalog.no_go_at(zone.u, zone.v, _surface(catalog, zone)):
        return replace(wish, group="off")
    # Where the nearest zone asks for care, so does an own spot in it.
    u_cm, v_cm = TYPICAL_CM
    off_cm, nearest = min(
        (
            (math.hypot((entry.u - zone.u) * u_cm, (entry.v - zone.v) * v_cm), entry)
            for entry in catalog.entries
            if entry.surface == _surface(catalog, zone)
        ),
        key=lambda found: found[0],
    )
    return replace(wish, group=nearest.group, hardness_max=nearest.hardness_max) if off_cm < nearest.radius_cm else wish


def _ago_days(begun: str, today: datetime.date) -> int:
    return (today - datetime.datetime.fromisoformat(begun).astimezone().date()).days
