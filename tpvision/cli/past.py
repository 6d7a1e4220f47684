"""Commands of the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tpvision import app
from tpvision.errors import InputError

if TYPE_CHECKING:
    from tpvision.values import Sums

BAR = 20
"""How many characters a hold's goal is long."""


def review(
    last: Annotated[bool, typer.Option("--last", help="The last session only.")] = False,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The sessions of one day.")] = None,
    zone: Annotated[str | None, typer.Option(help="The holds on areas whose key has this in it.")] = None,
    profile: Annotated[
        str | None, typer.Option(metavar="NAME", help="Somebody else's sessions; 'tpvision profiles' lists all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="A row for each hold.")] = False,
) -> None:
    """Look back: your sessions by day, each hold against its goal."""
    if as_json and as_csv:
        raise InputError("Choose --json or --csv.")
    sessions = app.past_sessions(day, zone, profile)
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
            ended = end.get(session.ended_by, ", closed")
            typer.echo(f"  {session.started[11:16]}  session {session.number}, {session.source}{ended}")
            for hold in session.holds:
                filled = min(BAR, round(BAR * hold.held_s / hold.goal_s))
                bar = "=" * filled + "." * (BAR - filled)
                where = f"{hold.zone} {hold.side.value}" if hold.zone and hold.side else "free"
                why = "" if reached(hold) else f", {hold.ended_by}"
                typer.echo(f"         [{bar}] {hold.held_s:.0f} of {hold.goal_s:.0f} s  {where}{why}")
    if not last:
        typer.echo(f"In all: {_amount(sums(sessions))}.")


def _amount(sums: Sums) -> str:
    holds = f"{sums.holds} hold{'s' * (sums.holds != 1)}, {sums.reached} to the goal"
    return f"{sums.sessions} session{'s' * (sums.sessions != 1)}, {holds}, {sums.held_s / 60:.1f} min held"
