"""The answers to the safety questions are kept, and asked again in time."""

from __future__ import annotations

import datetime

import pytest

from tpvision.app.clearing import answered, ask, clearance, keep_answers, screened
from tpvision.edges import folders
from tpvision.knowledge.screening import Screening, Standing
from tpvision.settings import ScreenSettings, Settings

SCREENING = Screening.load()
NO = {question.key: False for question in SCREENING.questions}
NOW = datetime.datetime(2026, 3, 1, 18, 30, tzinfo=datetime.timezone.utc)


class Person:
    """Types yes to the questions whose English text has one of some words, else no."""

    def __init__(self, *yes: str, language: str = "en") -> None:
        self.yes = yes
        self.language = language
        self.shown: list[str] = []
        self.lines: list[str] = []

    def type(self, question: str) -> str:
        self.shown.append(question)
        letters = question[question.rindex("[") + 1 : -1].split("/")
        return letters[0].upper() if any(word in question for word in self.yes) else f" {letters[1]}"

    def ask(self) -> dict[str, bool]:
        return ask(self.language, self.type, self.lines.append)


def test_nobody_has_answered_at_first() -> None:
    assert clearance("me").standing is Standing.ASK
    assert not folders.history_file().exists()


@pytest.mark.parametrize(("days", "standing"), [(0, Standing.CLEAR), (29, Standing.CLEAR), (30, Standing.ASK)])
def test_answers_are_asked_again_after_thirty_days(days: int, standing: Standing) -> None:
    assert keep_answers("me", NO, NOW).standing is Standing.CLEAR
    later = NOW + datetime.timedelta(days=days, hours=1)
    assert clearance("me", later).standing is standing
    assert clearance("you", later).standing is Standing.ASK
    found = answered("me", later)
    assert found is not None
    assert (found.age_days, found.answers) == (days, NO)


def test_a_damaged_history_means_asking() -> None:
    keep_answers("me", NO, NOW)
    folders.history_file().write_text("no history")
    assert clearance("me", NOW).standing is Standing.ASK


def test_who_says_no_to_all_is_asked_each_question_once() -> None:
    person = Person()
    assert person.ask() == NO
    assert len(person.shown) == len(set(person.shown)) == len(NO)
    assert len(person.lines) == 4  # what comes before each tier


def test_an_emergency_ends_the_questions() -> None:
    person = Person("both legs")
    assert SCREENING.clearance(person.ask()).standing is Standing.EMERGENCY
    assert len(person.shown) == 3


def test_a_professional_and_the_regions_are_asked_for() -> None:
    person = Person("Pregnant", "therapist", "bruise, varicose", "Low back")
    found = SCREENING.clearance(person.ask())
    assert found.standing is Standing.GENTLE
    assert [region.key for region in found.regions] == ["low_back"]
    assert len(person.shown) == len(NO) + 1 + len(SCREENING.regions)


def test_german_is_asked_and_answered_in_german() -> None:
    person = Person("Schwanger", language="de")
    answers = person.ask()
    assert (answers["pregnant"], answers["agreed"]) == (True, False)
    assert person.shown[0].endswith("[j/n]")
    assert SCREENING.clearance(answers).standing is Standing.NEEDS_YES


def test_what_is_no_answer_is_asked_again() -> None:
    typed = iter(["", "maybe", "7", *"n" * len(NO)])
    shown: list[str] = []
    assert ask("en", lambda question: shown.append(question) or next(typed), lambda line: None) == NO
    assert shown[:4] == [shown[0]] * 4


def test_the_whole_of_it_and_looking_at_it_later() -> None:
    settings, person = Settings(screen=ScreenSettings(language="de")), Person("ein Gerät", "Hüfte", language="de")
    cleared = screened(settings, person.type, person.lines.append)
    assert person.lines[-2:] == ["Du kannst anfangen.", "  - Hüfte und Gesäß"]
    assert clearance("me") == cleared
    lines: list[str] = []
    assert screened(settings, None, lines.append) == cleared
    assert lines[0].startswith("Beantwortet am 20")
    assert "; 'tpvision screening' fragt noch einmal" in lines[0]
    assert lines[1:] == person.lines[-2:]
    lines.clear()
    assert screened(Settings(), None, lines.append) == cleared
    assert lines[1] == "You can begin."
