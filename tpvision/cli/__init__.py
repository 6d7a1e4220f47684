"""The command line: commands, their options, what is said about errors, exit codes.

Nothing heavy is imported before a command needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from tpvision import __version__
from tpvision.cli import keeping, past, reading, sessions
from tpvision.cli.said import echo
from tpvision.errors import TpvisionError

program = typer.Typer(
    help="Guides self-massage with a ball at a wall: sees how you stand, says how to move, times the hold.",
    epilog="General wellness, not medical advice. No picture is stored and nothing is sent anywhere.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # to import what draws frames around the help took as long as all else
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, that of the program where none is given, and return the exit code."""
    try:
        code = program(args=arguments, standalone_mode=True)
    except TpvisionError as error:
        echo(f"tpvision: {error}", err=True)
        return error.exit_code
    return int(code or 0)


def _version(wanted: bool) -> None:
    if wanted:
        echo(f"tpvision {__version__}")
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

        sessions.open_window(None, Plan(), home=True)


program.command(name="run")(sessions.run_session)
for command in (
    sessions.demo,
    sessions.analyze,
    sessions.replay,
    reading.doctor,
    reading.zones,
    reading.programs,
    reading.screening,
    past.review,
    keeping.export,
    keeping.forget,
):
    program.command()(command)
program.command(name="import")(keeping.take_in)
program.add_typer(keeping.profiles, name="profiles")
