"""Commands that run something: the camera, films, traces."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tpvision import app
from tpvision.cli.progress import Progress
from tpvision.cli.said import echo
from tpvision.errors import DisplayError, InputError, plain

if TYPE_CHECKING:
    from tpvision.app.analysis import Analysed
    from tpvision.app.batch import Outcome
    from tpvision.values import Plan

TABLE = "all.csv"
"""What ``analyze`` calls the table of several films."""

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
    name = _stem(source) if source else ""
    plan = app.plan(told, name, zone, side, height_cm, ball_cm, ball_colour, start)
    live = source is None or not Path(source).expanduser().exists()
    broken = app.cut_off() if live else None
    if broken is not None:
        echo(broken)
    open_window(source, app.prepared(plan, program_key, live, consent, soreness, echo), home=False)


def demo() -> None:
    """Play the bundled film as if it were the camera."""
    from tpvision.edges import folders
    from tpvision.values import Plan

    open_window(str(folders.demo_film()), Plan(), home=False)


def analyze(
    films: Annotated[list[str], typer.Argument(metavar="VIDEO...", help="Films or folders of pictures.")],
    out: Annotated[Path, typer.Option(help="Folder for the results; several films get a folder each in it.")],
    film: Annotated[bool, typer.Option("--film", help="Also write the film with the overlay: annotated.mp4.")] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="How many films at a time; without it, one for each processor.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Analyze on the Dask cluster of this scheduler; films and --out must have the same paths there.",
        ),
    ] = None,
    told: Told = None,
    height_cm: HeightCm = None,
    ball_cm: BallCm = None,
    ball_colour: BallColour = None,
    zone: ZoneKey = None,
    side: SideName = None,
    start: Start = None,
) -> None:
    """Analyze films: estimates of the ball, holds, and a trace.

    Writes estimates.csv, holds.csv, summary.json and trace.jsonl for each, and of several all.csv.
    """
    if jobs and cluster:
        raise InputError("Choose --jobs or --cluster.")
    settings = app.settings()
    plans = [app.plan(told, _stem(name), zone, side, height_cm, ball_cm, ball_colour, start) for name in films]
    folders = _folders(films, out)
    if len(films) == 1 and cluster is None:
        with Progress(Path(films[0]).name) as progress:
            result = app.analyze(films[0], out, plans[0], settings, film, progress)
        _report(result)
        echo(f"  written to {out}")
        return
    # Wherever they are analyzed, the paths must lead to the same places as here.
    paths = [str(Path(name).expanduser().absolute()) if "://" not in name else name for name in films]
    with Progress("analyzing", "films", every=1) as progress:
        came = 0

        def done(outcome: Outcome) -> None:
            nonlocal came
            came += 1
            progress(came, len(films))
            if outcome.result is not None:
                _report(outcome.result)
                echo(f"  written to {outcome.job.folder}")

        progress(0, len(films))
        todo = list(zip(paths, [folder.absolute() for folder in folders], plans, strict=True))
        outcomes = app.analyze_many(todo, settings, film, jobs, cluster, out / TABLE, done)
    failed = [outcome for outcome in outcomes if outcome.result is None]
    echo(f"{len(films) - len(failed)} of {len(films)} films analyzed; the table of all is {out / TABLE}")
    for outcome in failed:
        echo(f"tpvision: {outcome.fault}", err=True)
    if failed:
        raise typer.Exit(failed[-1].exit_code)


def replay(
    trace: Annotated[Path, typer.Argument(help="A trace, as analyze and kept sessions write it.")],
    out: Annotated[Path | None, typer.Option(help="Folder for estimates.csv, holds.csv and summary.json.")] = None,
) -> None:
    """Run a trace again: the same events, to the last bit."""
    result = app.replay(trace, out)
    for t_s, what in result.events:
        echo(f"{t_s:12.4f}  {what}")
    _report(result)


def open_window(source: str | None, plan: Plan, *, home: bool) -> None:
    """Open the window; where there is no display, write the annotated film instead."""
    settings = app.settings()
    try:
        result = app.window(source, plan, settings, home)
    except DisplayError:
        if source is not None and not Path(source).expanduser().exists():
            raise
        what = Path(source).name if source else "the bundled film"
        echo(f"There is no display here, so {what} is annotated instead.")
        with Progress(what) as progress:
            result, folder = app.annotate(source, plan, settings, progress)
        _report(result)
        echo(f"The annotated film is {folder / 'annotated.mp4'}")
        return
    if result is not None:
        _report(result)


def _report(result: Analysed) -> None:
    seen = f"person seen in {result.person_fraction:.0%} of {result.frames} frames"
    echo(f"{result.name}: {result.duration_s:.1f} s, {seen}, ball pressed for {result.contact_s:.1f} s")
    for hold in result.holds:
        where = f"{hold.zone} {hold.side.value}: " if hold.zone and hold.side else ""
        span = f"{hold.start_s - result.first_s:.1f} - {hold.end_s - result.first_s:.1f} s"
        echo(f"  hold {where}{span}, {hold.held_s:.1f} s counted ({hold.ended_by})")
    if result.sigma_cm is not None:
        echo(f"  the ball's place was known to about {result.sigma_cm:.1f} cm")
    if result.note:
        echo(f"  {result.note}")


def _stem(source: str) -> str:
    """Return the name of a film or a camera without its ending; no password is in it."""
    return Path(source if Path(source).expanduser().exists() else plain(source)).stem


def _folders(films: Sequence[str], out: Path) -> list[Path]:
    """Return a folder for each film; films of one name get a number."""
    if len(films) == 1:
        return [out]
    found = [TABLE]
    for film in films:
        stem = _stem(str(Path(film).resolve()) if "://" not in film else film) or "film"
        name, number = stem, 2
        # Many disks take no notice of capitals.
        while name.casefold() in map(str.casefold, found):
            name, number = f"{stem}_{number}", number + 1
        found.append(name)
    return [out / name for name in found[1:]]
