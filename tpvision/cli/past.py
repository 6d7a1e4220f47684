"""Commands of the history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tpvision import app
from tpvision.cli.said import echo
from tpvision.errors import InputError, counted


def review(
    last: Annotated[bool, typer.Option("--last", help="The last session only.")] = False,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The sessions of one day.")] = None,
    zone: Annotated[str | None, typer.Option(help="The holds on areas whose name or key has this in it.")] = None,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="Somebody else's sessions; 'tpvision profiles' lists all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A row for each hold.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a report with charts, to be opened.")] = None,
    png: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Write its charts as pictures.")] = None,
) -> None:
    """Look back: your sessions by day, each hold against its goal."""
    if as_json and as_csv:
        raise InputError("Choose --json or --csv.")
    if (as_json or as_csv) and (html or png):
        raise InputError("Choose --json or --csv, or else --html and --png.")
    sessions = app.past_sessions(day, zone, profile)
    whose = profile if profile is not None else app.settings().person.name
    if last:
        sessions = sessions[-1:]
    if as_json or as_csv:
        echo(app.rows_of(sessions, whose, as_csv), nl=False)
    elif html or png:
        written = app.write_report(sessions, whose, html, png)
        if html:
            echo(f"The report is {html}; a browser opens it.")
        if png:
            count = len(written) - bool(html)
            echo(f"{counted(count, 'chart')} {'is' if count == 1 else 'are'} in {png}")
    else:
        # All at once: a line for each hold takes its time.
        part = day is not None or zone is not None
        echo("\n".join(app.lines_of(sessions, whose, short=last or day is not None, part=part)))
