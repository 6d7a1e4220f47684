"""The command line: commands, their options, what is said about errors, exit codes.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tpvision import __version__, app
from tpvision.errors import DisplayError, InputError, TpvisionError

if TYPE_CHECKING:
    from tpvision.app.analysis import Analysed
    from tpvision.values import Plan, Sums

BAR = 20
"""How many characters a hold's goal is long."""

program = typer.Typer(
    help="Guides self-massage with a ball at a wall: sees how you stand, says how to move, times the hold.",
    epilog="General wellness, not medical advice. No picture is stored and nothing is sent anywhere.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Told = Annotated[Path | None, typer.Option(help="JSON file with what follows, for each film by name or just once.")]
HeightCm = Annotated[float | None, typer.Option(help="Your height.")]
BallCm = Annotated[float | None, typer.Option(help="Diameter of the ball.")]
BallColour = Annotated[str | None, typer.Option(help="Colour of the ball, as in 'yellow'.")]
ZoneKey = Annotated[str | None, typer.Option("--zone", help="The area to explore; 'tpvision zones' lists them.")]
SideName = Annotated[str | None, typer.Option("--side", help="The side of area or start: your own left or right.")]
Start = Annotated[
    str | None,
    typer.Option(
        metavar="RIGHT_CM,DOWN_CM|PLACE",
        help="Where the ball is at first: to your right of the spine, below the line between the shoulder joints; "
        "or a place that you find by feel, as in 'neck_bump', with --side.",
    ),
]


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, that of the program where none is given, and return the exit code."""
    try:
        code = program(args=arguments, standalone_mode=True)
    except TpvisionError as error:
        typer.echo(f"tpvision: {error}", err=True)
        return error.exit_code
    return int(code or 0)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tpvision {__version__}")
        raise typer.Exit


@program.callback(invoke_without_command=True)
def main(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and leave.")
    ] = False,
) -> None:
    """Open the window when no command is given."""
    if context.invoked_subcommand is None:
        from tpvision.values import Plan

        _window(None, Plan(), home=True)


@program.command(name="run")
def run_session(
    source: Annotated[
        str | None,
        typer.Argument(help="A camera's number or name, a film, a folder of pictures, http://.../video or rtsp://..."),
    ] = None,
    told: Told = None,
    height_cm: HeightCm = None,
    ball_cm: BallCm = None,
    ball_colour: BallColour = None,
    zone: ZoneKey = None,
    side: SideName = None,
    start: Start = None,
    program_key: Annotated[
        str | None, typer.Option("--program", metavar="KEY", help="A program; 'tpvision programs' lists them.")
    ] = None,
    consent: Annotated[
        bool, typer.Option("--consent", help="Yes, this time, to areas that ask for care, with a soft ball.")
    ] = False,
    soreness: Annotated[
        int | None, typer.Option(min=0, max=10, help="How sore the spots of yesterday are now, 0 to 10.")
    ] = None,
) -> None:
    """Run one session, from the camera or from another source."""
    if program_key and zone:
        raise InputError("Choose --program or --zone.")
    name = Path(source).stem if source else ""
    plan = app.plan(told, name, zone, side, height_cm, ball_cm, ball_colour, start)
    live = source is None or not Path(source).expanduser().exists()
    _window(source, app.prepared(plan, program_key, live, consent, soreness, typer.echo), home=False)


@program.command()
def demo() -> None:
    """Play the bundled film as if it were the camera."""
    from tpvision.edges import folders
    from tpvision.values import Plan

    _window(str(folders.demo_film()), Plan(), home=False)


@program.command()
def analyze(
    films: Annotated[list[str], typer.Argument(metavar="VIDEO...", help="Films or folders of pictures.")],
    out: Annotated[Path, typer.Option(help="Folder for the results; several films get a folder each in it.")],
    film: Annotated[bool, typer.Option("--film", help="Also write the film with the overlay: annotated.mp4.")] = False,
    told: Told = None,
    height_cm: HeightCm = None,
    ball_cm: BallCm = None,
    ball_colour: BallColour = None,
    zone: ZoneKey = None,
    side: SideName = None,
    start: Start = None,
) -> None:
    """Analyze films: estimates.csv, holds.csv, summary.json and a trace for each."""
    settings = app.settings()
    plans = [app.plan(told, Path(name).stem, zone, side, height_cm, ball_cm, ball_colour, start) for name in films]
    folders = _folders(films, out)
    failed: TpvisionError | None = None
    for name, plan, folder in zip(films, plans, folders, strict=True):
        try:
            with _Progress(Path(name).name) as progress:
                result = app.analyze(name, folder, plan, settings, film, progress)
        except TpvisionError as error:
            if len(films) == 1:
                raise
            typer.echo(f"tpvision: {error}", err=True)
            failed = error
            continue
        _report(result)
        typer.echo(f"  written to {folder}")
    if failed is not None:
        raise typer.Exit(failed.exit_code)


@program.command()
def replay(
    trace: Annotated[Path, typer.Argument(help="A trace, as analyze and kept sessions write it.")],
    out: Annotated[Path | None, typer.Option(help="Folder for estimates.csv, holds.csv and summary.json.")] = None,
) -> None:
    """Run a trace again: the same inputs give the same events, to the last bit."""
    result = app.replay(trace, out)
    for t_s, what in result.events:
        typer.echo(f"{t_s:12.4f}  {what}")
    _report(result)


@program.command()
def doctor(
    frame: Annotated[Path | None, typer.Option(help="Write one still frame of the camera to this PNG file.")] = None,
) -> None:
    """Examine this computer: versions, models, cameras, display, sound, data."""
    from rich.console import Console
    from rich.table import Table

    well = True
    settings = None
    try:
        settings = app.settings()
    except TpvisionError as error:
        well = False
        typer.echo(f"tpvision: {error}", err=True)
    table = Table(show_header=False, box=None, pad_edge=False)
    for check in app.examine(frame, settings):
        sign = {True: "[green]ok[/]", False: "[bold red]FAULT[/]", None: ""}[check.well]
        table.add_row(sign, check.name, check.found.replace("[", r"\["))
        well = well and check.well is not False
    Console(soft_wrap=True).print(table)
    typer.echo("Healthy." if well else "Not healthy: see the faults above.")
    if not well:
        raise typer.Exit(1)


@program.command()
def zones(
    words: Annotated[list[str] | None, typer.Argument(help="A muscle, a place or where you feel it.")] = None,
) -> None:
    """Find areas to explore; with one hit, tell all about it."""
    from tpvision.knowledge.catalog import Catalog, drawing
    from tpvision.knowledge.feelings import feelings, felt

    catalog, asked = Catalog.load(), " ".join(words or [])
    entries = catalog.find(asked) if words else list(catalog.entries)
    for place in catalog.places:
        if words == [place.key]:
            typer.echo(f"{place.name} ({place.key}): {place.plain}\n\nBall: {place.place}\nSource: {place.source}")
            return
    own = {} if words else app.own_zones()
    exact = [entry for entry in entries if words and entry.key == asked]
    entries = exact or entries or felt(asked, feelings(catalog))
    if not entries:
        raise InputError(f"No area fits '{asked}'; try a muscle or a place, as in 'shoulder blade'.")
    if len(entries) > 1:
        if words:
            typer.echo("Areas people often explore there; start where it is tender, skip where it is not:")
        width = max(len(entry.key) for entry in entries)
        for entry in entries:
            typer.echo(f"{entry.key:{width}}  {entry.group:8}  {entry.plain}")
        for zone, side in own.values():
            typer.echo(f"{zone.key:{width}}  {'own':8}  {zone.name.lower()}, {side.value}")
        for place in () if words else catalog.places:
            typer.echo(f"{place.key:{width}}  {'start':8}  {place.plain}")
        return
    entry = entries[0]
    typer.echo(f"{entry.name} ({entry.key}, {entry.group}): {entry.plain}\n")
    typer.echo(drawing(entry))
    for title, text in (
        ("People feel it", entry.felt),
        ("Stand", entry.stand),
        ("Ball", entry.place),
        ("Mind", entry.cautions),
        ("Afterwards", entry.stretch),
        ("Source", f"{entry.source} (how sure: {entry.sure})"),
    ):
        typer.echo(f"{title}: {text if isinstance(text, str) else '; '.join(text)}")


@program.command()
def programs() -> None:
    """List the programs: what each does and how long it takes."""
    from tpvision.knowledge.programs import said

    found, faults = app.all_programs()
    language = app.settings().screen.language
    width = max(len(each.key) for each in found)
    for each in found:
        texts = [text for text in (said(each.names, language), said(each.does, language)) if text]
        typer.echo(f"{each.key:{width}}  {each.minutes:2} min  {': '.join(texts)}")
    for fault in faults:
        typer.echo(f"tpvision: {fault}", err=True)
    if faults:
        raise typer.Exit(InputError.exit_code)


@program.command()
def screening(
    show: Annotated[bool, typer.Option("--show", help="Only say what your answers led to, and when.")] = False,
) -> None:
    """Answer the safety questions; they are asked every 30 days."""
    app.screening(None if show else typer.prompt, typer.echo)


@program.command()
def review(
    last: Annotated[bool, typer.Option("--last", help="The last session only.")] = False,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The sessions of one day.")] = None,
    zone: Annotated[str | None, typer.Option(help="The holds on areas whose key has this in it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A row for each hold.")] = False,
) -> None:
    """Look back: your sessions by day, each hold against its goal."""
    if as_json and as_csv:
        raise InputError("Choose --json or --csv.")
    sessions = app.past_sessions(day, zone)
    if last:
        sessions = sessions[-1:]
    if as_json or as_csv:
        typer.echo(app.rows_of(sessions, as_csv), nl=False)
        return
    if not sessions:
        typer.echo("No session fits." if day or zone else "No session yet: 'tpvision run' begins your first one.")
        return
    from tpvision.core.review import days, reached, sums

    for one in days(sessions):
        typer.echo(f"{one.day}  {_amount(one.sums)}")
        for session in one.sessions:
            end = {"done": "", "stopped": ", stopped", None: ", cut off; its holds are kept"}
            typer.echo(f"  {session.started[11:16]}  {session.source}{end.get(session.ended_by, ', closed')}")
            for hold in session.holds:
                filled = min(BAR, round(BAR * hold.held_s / hold.goal_s))
                bar = "=" * filled + "." * (BAR - filled)
                where = f"{hold.zone} {hold.side.value}" if hold.zone and hold.side else "free"
                why = "" if reached(hold) else f", {hold.ended_by}"
                typer.echo(f"         [{bar}] {hold.held_s:.0f} of {hold.goal_s:.0f} s  {where}{why}")
    if not last:
        typer.echo(f"In all: {_amount(sums(sessions))}.")


class _Progress:
    """A progress bar, where there is a terminal; it appears with the first frame."""

    def __init__(self, name: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        text = TextColumn("{task.description}", markup=False)
        console = Console(stderr=True)
        columns = (text, BarColumn(), "{task.completed} frames", TimeRemainingColumn())
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task(name, total=None)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, done: int, total: int | None) -> None:
        self._bar.start()
        # Once every few frames; drawing it is not what the time is for.
        if done % 10 == 0 or done == total:
            self._bar.update(self._task, completed=done, total=total)


def _window(source: str | None, plan: Plan, *, home: bool) -> None:
    """Open the window; where there is no display, write the annotated film instead."""
    settings = app.settings()
    try:
        result = app.window(source, plan, settings, home)
    except DisplayError:
        if source is not None and not Path(source).expanduser().exists():
            raise
        what = Path(source).name if source else "the bundled film"
        typer.echo(f"There is no display here, so {what} is annotated instead.")
        with _Progress(what) as progress:
            result, folder = app.annotate(source, plan, settings, progress)
        _report(result)
        typer.echo(f"The annotated film is {folder / 'annotated.mp4'}")
        return
    if result is not None:
        _report(result)


def _amount(sums: Sums) -> str:
    holds = f"{sums.holds} hold{'s' * (sums.holds != 1)}, {sums.reached} to the goal"
    return f"{sums.sessions} session{'s' * (sums.sessions != 1)}, {holds}, {sums.held_s / 60:.1f} min held"


def _report(result: Analysed) -> None:
    seen = f"person seen in {result.person_fraction:.0%} of {result.frames} frames"
    typer.echo(f"{result.name}: {result.duration_s:.1f} s, {seen}, ball pressed for {result.contact_s:.1f} s")
    for hold in result.holds:
        where = f"{hold.zone} {hold.side.value}: " if hold.zone and hold.side else ""
        span = f"{hold.start_s - result.first_s:.1f} - {hold.end_s - result.first_s:.1f} s"
        typer.echo(f"  hold {where}{span}, {hold.held_s:.1f} s counted ({hold.ended_by})")
    if result.sigma_cm is not None:
        typer.echo(f"  the ball's place was known to about {result.sigma_cm:.1f} cm")
    if result.note:
        typer.echo(f"  {result.note}")


def _folders(films: Sequence[str], out: Path) -> list[Path]:
    """Return a folder for each film; films of one name get a number."""
    if len(films) == 1:
        return [out]
    found: list[str] = []
    for film in films:
        stem = Path(film).resolve().stem or "film"
        name, number = stem, 2
        # Many disks take no notice of capitals.
        while name.casefold() in map(str.casefold, found):
            name, number = f"{stem}_{number}", number + 1
        found.append(name)
    return [out / name for name in found]
