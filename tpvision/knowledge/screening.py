"""The safety questions of ``screening.toml``, and what somebody's answers lead to.

An answer is yes or no under its question's key; whether a professional agreed is answered under ``agreed``, and each
region to leave out under ``region_`` and its key. What an outcome says names no condition.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from tpvision.errors import TpvisionError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FILE = Path(__file__).parent / "screening.toml"

TIERS = ("emergency", "not_now", "ask_first", "local")
AGREED = "agreed"
REGION = "region_"
VALID_DAYS = 30
"""Answers are asked again after that."""

Texts = Mapping[str, str]
"""By language."""


class ScreeningError(TpvisionError):
    """The file of the questions makes no sense."""

    exit_code = 2


class Standing(Enum):
    """Whether a session may begin; the value is the key of what is then said."""

    ASK = "ask"  #: the questions were never answered, not all of them, or too long ago
    EMERGENCY = "emergency"  #: no session: call for help
    DOCTOR = "doctor"  #: no session: see a doctor
    LATER = "later"  #: no session now
    NEEDS_YES = "needs_yes"  #: no session until a professional says yes
    GENTLE = "gentle"  #: a session in gentle mode
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is answered with yes or no."""

    key: str
    tier: str
    texts: Texts
    see: str = "doctor"
    """``doctor`` or ``nobody``: whom a yes in the tier ``not_now`` leads to."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the trunk that a session can leave out, on both sides."""

    key: str
    surfaces: tuple[str, ...]
    u: tuple[float, float]
    v: tuple[float, float]
    texts: Texts

    def holds(self, u: float, v: float, surface: str) -> bool:
        """Return whether a place lies inside; ``u`` may have either sign."""
        return surface in self.surfaces and self.u[0] <= abs(u) <= self.u[1] and self.v[0] <= v <= self.v[1]


@dataclass(frozen=True, slots=True)
class StopWord:
    """What somebody may feel that ends a session, and what to look out for then."""

    key: str
    texts: Texts
    watch: Texts
    urgent: bool


@dataclass(frozen=True, slots=True)
class Clearance:
    """What the answers lead to."""

    standing: Standing
    regions: tuple[Region, ...] = ()
    """What to leave out."""

    @property
    def may_begin(self) -> bool:
        """Whether a session may begin."""
        return self.standing in (Standing.GENTLE, Standing.CLEAR)

    @property
    def refused(self) -> bool:
        """Whether the answers themselves forbid a session."""
        return not self.may_begin and self.standing is not Standing.ASK


@dataclass(frozen=True, slots=True)
class Screening:
    """All questions in the order they are asked, and all that is said about the answers."""

    tiers: Mapping[str, Texts]
    """What comes before the questions of a tier."""
    questions: tuple[Question, ...]
    agreed: Texts
    """Asked after a yes in the tier ``ask_first``."""
    regions: tuple[Region, ...]
    """Asked after a yes in the tier ``local``."""
    answered: Texts
    """When they were, with the placeholder ``{day}``."""
    outcomes: Mapping[Standing, Texts]
    stop_words: tuple[StopWord, ...]
    afterwards: Texts
    """What to look out for on the days after a session."""

    @classmethod
    @cache
    def load(cls, path: Path = _FILE) -> Screening:
        """Read the questions.

        Raises
        ------
        ScreeningError
            The file cannot be read or is not complete.
        """
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            screening = cls(
                {tier: _texts(table["tier"][tier]) for tier in TIERS},
                tuple(_question(row) for row in table["question"]),
                _texts(table["agreed"]),
                tuple(_region(row) for row in table["region"]),
                _texts(table["answered"]),
                {standing: _texts(table["outcome"][standing.value]) for standing in Standing},
                tuple(
                    StopWord(row["key"], _texts(row), _texts(row, "watch_"), bool(row["urgent"]))
                    for row in table["stop_word"]
                ),
                _texts(table["afterwards"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            fault = f"The safety questions {path} cannot be read ({error}); install tpvision again."
            raise ScreeningError(fault) from error
        if {question.tier for question in screening.questions} != set(TIERS):
            raise ScreeningError(f"The safety questions {path} are not complete; install tpvision again.")
        return screening

    def of_tier(self, tier: str) -> tuple[Question, ...]:
        """Return the questions of a tier."""
        return tuple(question for question in self.questions if question.tier == tier)

    def tier_of(self, key: str) -> str:
        """Return the tier that a key to be answered belongs to."""
        if key == AGREED:
            return "ask_first"
        return next((question.tier for question in self.questions if question.key == key), "local")

    def asks(self, key: str) -> Texts:
        """Return what is asked under a key, by language."""
        if key == AGREED:
            return self.agreed
        texts = {question.key: question.texts for question in self.questions}
        return (texts | {REGION + region.key: region.texts for region in self.regions})[key]

    def open_keys(self, answers: Mapping[str, bool]) -> tuple[str, ...]:
        """Return the keys that still have to be answered, in their order; none once it is settled.

        A yes in the first two tiers settles it.
        """
        for tier in ("emergency", "not_now"):
            if any(answers.get(question.key) for question in self.of_tier(tier)):
                return ()
        missing = [question.key for question in self.questions if question.key not in answers]
        if any(answers.get(question.key) for question in self.of_tier("ask_first")) and AGREED not in answers:
            missing.append(AGREED)
        if any(answers.get(question.key) for question in self.of_tier("local")):
            keys = [REGION + region.key for region in self.regions]
            missing += [key for key in keys if key not in answers]
            # Somebody who has such a place has to name one.
            if not any(answers.get(key, True) for key in keys):
                missing += keys
        return tuple(missing)

    def clearance(self, answers: Mapping[str, bool] | None, age_days: int = 0) -> Clearance:
        """Return what the answers lead to.

        Parameters
        ----------
        answers
            By the keys of the questions; ``None`` when none were ever given.
        age_days
            How many days ago they were given.
        """
        if answers is None or not 0 <= age_days < VALID_DAYS or self.open_keys(answers):
            return Clearance(Standing.ASK)
        yes = [question for question in self.questions if answers.get(question.key)]
        if any(question.tier == "emergency" for question in yes):
            return Clearance(Standing.EMERGENCY)
        seeing = {question.see for question in yes if question.tier == "not_now"}
        if seeing:
            return Clearance(Standing.DOCTOR if "doctor" in seeing else Standing.LATER)
        ask = any(question.tier == "ask_first" for question in yes)
        if ask and not answers[AGREED]:
            return Clearance(Standing.NEEDS_YES)
        local = any(question.tier == "local" for question in yes)
        regions = tuple(region for region in self.regions if local and answers.get(REGION + region.key))
        return Clearance(Standing.GENTLE if ask else Standing.CLEAR, regions)


def _texts(row: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Return the texts of a row by language; a missing one is a ``KeyError``."""
    texts = {language: row[before + language] for language in ("en", "de")}
    if not all(isinstance(text, str) and text.strip() for text in texts.values()):
        raise TypeError(f"a text of {dict(row)} is empty")
    return texts


def _question(row: Mapping[str, Any]) -> Question:
    question = Question(row["key"], row["tier"], _texts(row), row.get("see", "doctor"))
    if question.tier not in TIERS or question.see not in ("doctor", "nobody"):
        raise ValueError(f"the question {question.key} is of no tier, or leads to nobody")
    return question


def _region(row: Mapping[str, Any]) -> Region:
    (u_from, u_to), (v_from, v_to) = row["u"], row["v"]
    return Region(row["key"], tuple(row["surfaces"]), (u_from, u_to), (v_from, v_to), _texts(row))
