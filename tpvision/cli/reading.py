"""Commands that tell what there is: areas, programs, the safety questions, this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tpvision import app
from tpvision.cli.said import echo
from tpvision.errors import InputError, plain


def zones(
    words: Annotated[list[str] | None, typer.Argument(help="A muscle, a place or where you feel it.")] = None,
) -> None:
    """Find areas to explore; with one hit, tell all about it."""
    from tpvision.knowledge.catalog import Catalog, drawing
    from tpvision.knowledge.feelings import feelings, felt

    catalog, asked = Catalog.load(app.settings().screen.language), " ".join(words or [])
    entries = catalog.find(asked) if words else list(catalog.entries)
    for place in catalog.places:
        if words == [place.key]:
            echo(f"{place.name} ({place.key}): {place.plain}\n\nBall: {place.place}\nSource: {place.source}")
            return
    own = {} if words else app.own_zones()
    exact = [entry for entry in entries if words and entry.key == asked]
    entries = exact or entries or felt(asked, feelings(catalog))
    if not entries:
        raise InputError(f"No area fits '{asked}'; try a muscle or a place, as in 'shoulder blade'.")
    if len(entries) > 1:
        if words:
            echo("Areas people often explore there; start where it is tender, skip where it is not:")
        width = max(len(entry.key) for entry in entries)
        for entry in entries:
            echo(f"{entry.key:{width}}  {entry.group:8}  {entry.plain}")
        for zone, side in own.values():
            echo(f"{zone.key:{width}}  {'own':8}  {zone.name}, {side.value}")
        for place in () if words else catalog.places:
            echo(f"{place.key:{width}}  {'start':8}  {place.plain}")
        return
    entry = entries[0]
    echo(f"{entry.name} ({entry.key}, {entry.group}): {entry.plain}\n")
    echo(drawing(entry))
    for title, text in (
        ("People feel it", entry.felt),
        ("Stand", entry.stand),
        ("Ball", entry.place),
        ("Mind", entry.cautions),
        ("Afterwards", entry.stretch),
        ("Source", f"{entry.source} (how sure: {entry.sure})"),
    ):
        echo(f"{title}: {text if isinstance(text, str) else '; '.join(text)}")


def programs() -> None:
    """List the programs: what each does and how long it takes."""
    from tpvision.knowledge.programs import said

    found, faults = app.all_programs()
    language = app.settings().screen.language
    width = max(len(each.key) for each in found)
    for each in found:
        texts = [text for text in (said(each.names, language), said(each.does, language)) if text]
        echo(f"{each.key:{width}}  {each.minutes:2} min  {': '.join(texts)}")
    for fault in faults:
        echo(f"tpvision: {fault}", err=True)
    if faults:
        raise typer.Exit(InputError.exit_code)


def screening(
    show: Annotated[bool, typer.Option("--show", help="Only say what your answers led to, and when.")] = False,
) -> None:
    """Answer the safety questions; they are asked every 30 days."""
    app.screening(None if show else typer.prompt, echo)


def doctor(
    frame: Annotated[Path | None, typer.Option(help="Write one still frame of the camera to this PNG file.")] = None,
    latency: Annotated[bool, typer.Option("--latency", help="Measure how late the window is, for 10 to 20 s.")] = False,
) -> None:
    """Examine this computer: models, cameras, display, sound, data."""
    from rich.console import Console
    from rich.table import Table

    if latency:
        for line in app.how_late(app.settings()):
            echo(line)
        return
    table = Table(show_header=False, box=None, pad_edge=False)
    checks = app.examine(frame)
    for check in checks:
        sign = {True: "[green]ok[/]", False: "[bold red]FAULT[/]", None: ""}[check.well]
        table.add_row(sign, check.name, plain(check.found).replace("[", r"\["))
    well = all(check.well is not False for check in checks)
    Console(soft_wrap=True).print(table)
    echo("Healthy." if well else "Not healthy: see the faults above.")
    if not well:
        raise typer.Exit(1)
