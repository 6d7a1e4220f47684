"""Where the parts are joined: builds them, runs them, shuts them down.

The only room where core meets edges. Nothing heavy is imported before it is needed: each door below
imports its own part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tpvision.app.analysis import Analysed
    from tpvision.app.batch import Outcome
    from tpvision.app.checks import Check
    from tpvision.app.moving import Came, Doomed
    from tpvision.knowledge.programs import Program
    from tpvision.knowledge.screening import Clearance
    from tpvision.settings import Settings
    from tpvision.values import PastSession, Plan, Profile, Side, Zone

Progress = Callable[[int, "int | None"], None]
"""Called with how many frames or rows are done, and of how many if that is known."""


def settings() -> Settings:
    """Return the settings of this user."""
    from tpvision import settings as room
    from tpvision.edges import folders

    return room.load(folders.settings_file())


def plan(
    told: Path | None,
    name: str,
    zone: str | None,
    side: str | None,
    height_cm: float | None,
    ball_cm: float | None,
    ball_colour: str | None,
    start: str | None,
) -> Plan:
    """Put together what the person told; see ``tpvision.app.plans.make``."""
    from tpvision.app import plans

    profile = settings().person.name
    return plans.make(told, name, zone, side, height_cm, ball_cm, ball_colour, start, profile)


def prepared(
    plan: Plan, program: str | None, live: bool, consent: bool, soreness: int | None, say: Callable[[str], object]
) -> Plan:
    """Return the plan of a session that is about to begin; see ``tpvision.app.programs.prepared``."""
    from tpvision.app import programs

    return programs.prepared(plan, program, settings(), programs.Asked(consent, soreness), live, say)


def all_programs() -> tuple[list[Program], list[str]]:
    """Return all programs, and what is wrong with one's own; see ``tpvision.app.programs.programs``."""
    from tpvision.app import programs

    return programs.programs(settings())


def screening(prompt: Callable[[str], str] | None, say: Callable[[str], object]) -> Clearance:
    """Ask the safety questions and keep the answers, or say when they were answered; say what they lead to.

    Parameters
    ----------
    prompt
        Shows a question and returns what was typed; ``None`` to ask nothing.
    say
        Shows a line.
    """
    from tpvision.app import clearing

    return clearing.screened(settings(), prompt, say)


def own_zones() -> dict[str, tuple[Zone, Side]]:
    """Return the person's own spots; see ``tpvision.app.plans.own_zones``."""
    from tpvision.app import plans

    now = settings()
    return plans.own_zones(now.person.name, now.screen.language)


def past_sessions(day: str | None, zone: str | None, profile: str | None = None) -> list[PastSession]:
    """Return sessions of the history, of the person of the settings or another; see ``tpvision.app.history``."""
    from tpvision.app import history, reports

    now = settings()
    if profile not in (None, now.person.name):
        history.known(profile)
    names = reports.words_of(now).names if zone is not None else None
    return history.past_sessions(day, zone, now.person.name if profile is None else profile, names)


def cut_off() -> str | None:
    """Return the sentence that the last session was cut off, once; ``None`` when it was not."""
    from tpvision.app import history
    from tpvision.knowledge.words import Words

    now = settings()
    return Words.load(now.screen.language).text("screen.cut_off") if history.cut_off(now.person.name) else None


def profiles() -> list[Profile]:
    """Return all profiles; see ``tpvision.app.history.profiles``."""
    from tpvision.app import history

    return history.profiles()


def add_profile(name: str) -> None:
    """Note somebody new; see ``tpvision.app.people.add``."""
    from tpvision.app import people

    people.add(name)


def use_profile(name: str) -> None:
    """Let what follows be somebody's; see ``tpvision.app.people.use``."""
    from tpvision.app import people

    people.use(name, settings().person.name)


def rename_profile(old: str, new: str) -> None:
    """Give somebody another name; see ``tpvision.app.people.rename``."""
    from tpvision.app import people

    people.rename(old, new, settings().person.name)


def export(folder: Path, progress: Progress) -> int:
    """Write all that is kept into a new folder; see ``tpvision.app.moving.export``."""
    from tpvision.app import moving

    return moving.export(folder, progress)


def take_in(folder: Path, progress: Progress) -> Came:
    """Read an export back; see ``tpvision.app.moving.take_in``."""
    from tpvision.app import moving

    return moving.take_in(folder, progress)


def doomed(session: int | None, profile: str | None) -> Doomed:
    """Return what is to be forgotten, everything where nothing is named; see ``tpvision.app.moving.Doomed``."""
    from tpvision.app import moving

    return moving.Doomed(session, profile)


def rows_of(sessions: Sequence[PastSession], profile: str, as_csv: bool) -> str:
    """Return somebody's sessions as CSV or JSON; see ``tpvision.app.reports.rows``."""
    from tpvision.app import reports
    from tpvision.app.reports.rows import rows_of

    return rows_of(reports.all_judged(sessions, profile, settings()), as_csv)


def lines_of(sessions: Sequence[PastSession], profile: str, short: bool, part: bool = False) -> list[str]:
    """Return somebody's sessions as lines for a terminal; see ``tpvision.app.reports.lines``."""
    from tpvision.app import reports
    from tpvision.app.reports import lines
    from tpvision.errors import printable

    now = settings()
    past, said = reports.for_lines(sessions, profile, now), reports.words_of(now)
    none = "no_fit" if part else "none_yet" if profile == now.person.name else "none_yet_of"
    return [printable(line) for line in lines.lines_of(past, said, short, none)]


def write_report(sessions: Sequence[PastSession], profile: str, html: Path | None, png: Path | None) -> list[Path]:
    """Write somebody's report; see ``tpvision.app.reports.write``."""
    from tpvision.app import reports

    return reports.write(sessions, profile, settings(), html, png)


def analyze(film: str, folder: Path, plan: Plan, settings: Settings, with_film: bool, progress: Progress) -> Analysed:
    """Analyze one film; see ``tpvision.app.analysis.analyze``."""
    from tpvision.app import analysis

    return analysis.analyze(film, folder, plan, settings, with_film, progress)


def analyze_many(
    jobs: Sequence[tuple[str, Path, Plan]],
    settings: Settings,
    with_film: bool,
    count: int | None,
    address: str | None,
    table: Path,
    done: Callable[[Outcome], object],
) -> list[Outcome]:
    """Analyze films, each with its folder and plan, side by side; see ``tpvision.app.batch.analyze_many``."""
    from tpvision.app import batch

    found = [batch.Job(*job) for job in jobs]
    return batch.analyze_many(found, settings, with_film, count, address, table, done)


def replay(trace: Path, folder: Path | None) -> Analysed:
    """Run a trace through the engine; see ``tpvision.app.analysis.replay``."""
    from tpvision.app import analysis

    return analysis.replay(trace, folder)


def window(source: str | None, plan: Plan, settings: Settings, home: bool) -> Analysed | None:
    """Open the window; see ``tpvision.app.opened.window``."""
    from tpvision.app import opened

    return opened.window(source, plan, settings, home)


def annotate(film: str | None, plan: Plan, settings: Settings, progress: Progress) -> tuple[Analysed, Path]:
    """Write the annotated film of a film, or of the bundled one, into the data folder."""
    from tpvision.app import analysis
    from tpvision.app.plans import demo
    from tpvision.edges import folders

    film = film or str(folders.demo_film())
    if film == str(folders.demo_film()):
        plan, settings = demo(plan, settings)
    folder = folders.data_folder() / "films" / Path(film).stem
    return analysis.analyze(film, folder, plan, settings, True, progress), folder


def examine(frame_to: Path | None) -> Sequence[Check]:
    """Examine this computer; see ``tpvision.app.checks.examine``."""
    from tpvision.app import checks

    return checks.examine(frame_to)


def how_late(settings: Settings) -> Iterator[str]:
    """Measure how late the window is; see ``tpvision.app.latency.measured``."""
    from tpvision.app import latency

    return latency.measured(settings)
