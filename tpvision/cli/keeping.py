"""Commands that keep, move and forget what the history has, and whose it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tpvision import app
from tpvision.cli.progress import Progress
from tpvision.cli.said import echo
from tpvision.errors import InputError, counted

profiles = typer.Typer(help="List the people who use this computer; add, choose, rename.", rich_markup_mode=None)


def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")],
) -> None:
    """Write all that is kept, of everybody, as CSV and JSON. columns.csv says what is in their columns.

    Settings, own programs and traces go with it as they are.
    """
    with Progress("writing", "rows", every=1) as progress:
        count = app.export(folder, progress)
    echo(f"{counted(count, 'session')} written to {folder}; only you can read it.")


def take_in(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What 'tpvision export' wrote.")],
) -> None:
    """Read an export back into the history. What is there already stays as it is."""
    with Progress("reading", "rows", every=1) as progress:
        came = app.take_in(folder, progress)
    known = f"; {came.taken.known} more were there already" if came.taken.known else ""
    echo(f"{counted(came.taken.sessions, 'session')} read from {folder}{known}.")
    if came.files:
        echo(f"{counted(len(came.files), 'file')} taken over: {', '.join(came.files)}.")
    if came.left:
        echo(f"Left as you have them: {', '.join(came.left)}. Those of the export differ; copy them to have them.")


def forget(
    session: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="A session, as 'review --day' numbers it.")
    ] = None,
    profile: Annotated[str | None, typer.Option(metavar="NAME", help="A person, with all that is theirs.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Forget a session, a person or everything. Nothing of it stays in the file."""
    if [session is not None, profile is not None, everything].count(True) != 1:
        raise InputError("Choose one of --session, --profile and --all.")
    doomed = app.doomed(session, profile)
    echo(doomed.told())
    if not yes and not typer.confirm("Forget it?"):
        echo("Nothing was forgotten.")
        raise typer.Exit(1)
    doomed.forget()
    echo("Forgotten.")


@profiles.callback(invoke_without_command=True)
def list_profiles(context: typer.Context) -> None:
    """List the people who use this computer; add, choose, rename."""
    if context.invoked_subcommand is not None:
        return
    present, found = app.settings().person.name, app.profiles()
    width = max((len(profile.name) for profile in found), default=0)
    for profile in found:
        many = (
            f"{counted(profile.sessions, 'session')}, last on {profile.last[:10]}" if profile.last else "no session yet"
        )
        kept = profile.calibration
        measured = f"calibrated to about {kept.quality_cm:.1f} cm" if kept else "not calibrated"
        sign = "*" if profile.name == present else " "
        echo(f"{sign} {profile.name:{width}}  {many}, {measured}")
    if present not in [profile.name for profile in found]:
        echo(f"* {present}: the next session is the first.")


@profiles.command()
def add(name: Annotated[str, typer.Argument(help="A new name.")]) -> None:
    """Add a profile."""
    app.add_profile(name)
    echo(f"'{name}' is there; 'tpvision profiles use' chooses it.")


@profiles.command()
def use(name: Annotated[str, typer.Argument(help="One of the names.")]) -> None:
    """Choose whose the next sessions are."""
    app.use_profile(name)
    echo(f"From now on sessions are kept for '{name}'.")


@profiles.command()
def rename(
    old: Annotated[str, typer.Argument(help="One of the names.")],
    new: Annotated[str, typer.Argument(help="A new one.")],
) -> None:
    """Give a profile another name."""
    app.rename_profile(old, new)
    echo(f"'{old}' is '{new}' now.")
