"""What the commands say; no name and no file steers the terminal."""

from __future__ import annotations

import typer

from tpvision.errors import printable


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Say a text, made ``printable``."""
    typer.echo(printable(text, keep="\n"), err=err, nl=nl)
