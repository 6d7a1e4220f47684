"""The safety questions: kept answers, and whether a session may begin."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tpvision.edges import folders
from tpvision.edges.store import Store
from tpvision.errors import InputError, OutputError, StoreError
from tpvision.knowledge.programs import said
from tpvision.knowledge.screening import Clearance, Screening
from tpvision.settings import Settings

YES_NO = {"en": ("y", "n"), "de": ("j", "n")}


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers that were kept."""

    on: datetime.date
    """Where the person is."""
    age_days: int
    answers: Mapping[str, bool]


def answered(profile: str, now: datetime.datetime | None = None) -> Answered | None:
    """Return a person's answers; ``None`` when there are none or the history cannot be read."""
    try:
        if not folders.history_file().exists():
            return None
        with Store.open(folders.history_file()) as store:
            kept = store.answers(profile)
    except (StoreError, OutputError):
        return None  # asked again, as they cannot be known
    if kept is None:
        return None
    then = datetime.datetime.fromisoformat(kept[0])
    return Answered(then.astimezone().date(), ((now or _now()) - then).days, kept[1])


def clearance(profile: str, now: datetime.datetime | None = None) -> Clearance:
    """Return whether a person may begin a session, by what they answered.

    Parameters
    ----------
    profile
        Whose answers.
    now
        With its time zone; ``None`` for this moment.
    """
    found = answered(profile, now)
    screening = Screening.load()
    return screening.clearance(found.answers, found.age_days) if found else screening.clearance(None)


def cleared_to_begin(settings: Settings) -> Clearance:
    """Return what the person's answers lead to.

    Raises
    ------
    InputError
        They forbid a session.
    """
    cleared = clearance(settings.person.name)
    if cleared.refused:
        raise InputError(said(Screening.load().outcomes[cleared.standing], settings.screen.language))
    return cleared


def keep_answers(profile: str, answers: Mapping[str, bool], now: datetime.datetime | None = None) -> Clearance:
    """Keep a person's answers in place of all earlier ones; return what they lead to.

    Raises
    ------
    StoreError, OutputError
        They cannot be kept.
    """
    with Store.open(folders.history_file()) as store:
        store.keep_answers(profile, (now or _now()).isoformat(timespec="seconds"), answers)
    return Screening.load().clearance(answers)


def screened(settings: Settings, prompt: Callable[[str], str] | None, say: Callable[[str], object]) -> Clearance:
    """Ask the safety questions and keep the answers, or say when they were answered; say what they lead to.

    Raises
    ------
    StoreError, OutputError
        The answers cannot be kept.
    """
    screening, profile, language = Screening.load(), settings.person.name, settings.screen.language
    if prompt is not None:
        cleared = keep_answers(profile, ask(language, prompt, say))
        say("")
    else:
        cleared = clearance(profile)
        found = answered(profile)
        if found is not None:
            say(screening.answered[language].format(day=found.on.isoformat()))
    say(screening.outcomes[cleared.standing][language])
    for region in cleared.regions:
        say(f"  - {region.texts[language]}")
    return cleared


def ask(language: str, prompt: Callable[[str], str], say: Callable[[str], object]) -> dict[str, bool]:
    """Ask the safety questions in a terminal until nothing is open; return the answers.

    Parameters
    ----------
    prompt
        Shows a question and returns what was typed.
    say
        Shows a line.
    """
    screening, letters = Screening.load(), YES_NO[language]
    answers: dict[str, bool] = {}
    tier = ""
    while keys := screening.open_keys(answers):
        for key in keys:
            if not screening.open_keys(answers):
                break
            if screening.tier_of(key) != tier:
                tier = screening.tier_of(key)
                say(f"\n{screening.tiers[tier][language]}")
            typed = ""
            while typed not in letters:
                typed = prompt(f"  {screening.asks(key)[language]} [{'/'.join(letters)}]").strip().lower()[:1]
            answers[key] = typed == letters[0]
    return answers


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)
