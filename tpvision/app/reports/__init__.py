"""The report of a person's history: what is known is gathered, said in words or numbers, and handed on."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tpvision.app.reports.gathered import Past, gathered
from tpvision.core.review import monday
from tpvision.settings import Settings
from tpvision.values import PastSession

if TYPE_CHECKING:
    from tpvision.app.reports.said import Said
    from tpvision.edges.report import Page

__all__ = ["all_judged", "for_lines", "gathered", "page", "today", "words_of", "write"]

WEEKS = 26
"""So far back holds are shown week by week; earlier ones month by month."""


def today() -> str:
    """Return the date where the person is, ISO 8601."""
    return datetime.datetime.now().astimezone().date().isoformat()


def page(sessions: Sequence[PastSession], profile: str, settings: Settings, day: str) -> Page:
    """Return the report of a person's sessions as it is on a day (ISO 8601).

    Raises
    ------
    StoreError, OutputError
        The history cannot be read.
    """
    from tpvision.app.reports.sections import page_of

    since = monday(day, WEEKS - 1)
    past = gathered(sessions, profile, settings.person.height_cm, day, lambda session: session.started >= since)
    return page_of(past, words_of(settings), WEEKS)


def words_of(settings: Settings) -> Said:
    """Return how somebody with these settings is told things."""
    from tpvision.app.reports.said import Said
    from tpvision.knowledge.catalog import Catalog
    from tpvision.knowledge.words import Words

    screen = settings.screen
    names = {entry.key: entry.name for entry in Catalog.load(screen.language).entries}
    return Said(Words.load(screen.language), names, screen.units == "inch")


def write(
    sessions: Sequence[PastSession], profile: str, settings: Settings, html: Path | None, png: Path | None
) -> list[Path]:
    """Write the report as an HTML file, or its charts as PNG files into a folder, or both; return the files.

    Raises
    ------
    StoreError, OutputError
        The history cannot be read, or a file cannot be written.
    """
    from tpvision.edges.report import write_html, write_pngs

    made = page(sessions, profile, settings, today())
    written: list[Path] = []
    if html is not None:
        write_html(html, made)
        written.append(html)
    if png is not None:
        written += write_pngs(png, made)
    return written


def for_lines(sessions: Sequence[PastSession], profile: str, settings: Settings) -> Past:
    """Return what the lines of a terminal tell: the holds of the newest days, and those on own spots; see ``page``."""
    from tpvision.app.plans import OWN
    from tpvision.app.reports.lines import in_full

    full = in_full(sessions)
    return gathered(
        sessions,
        profile,
        settings.person.height_cm,
        today(),
        lambda session: session.number in full,
        lambda session: session.number in full or any(hold.zone.startswith(OWN) for hold in session.holds),
    )


def all_judged(sessions: Sequence[PastSession], profile: str, settings: Settings) -> Past:
    """Return how every hold of a person's sessions went, with how steady it was; see ``page``."""
    return gathered(sessions, profile, settings.person.height_cm, today(), lambda session: True)
