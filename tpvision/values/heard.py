"""What was heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser says of an utterance; likelihoods are natural logarithms over the whole of it."""

    word: str
    """The command that fits best: ``here``, ``pause``, ``go_on``, ``next``, ``easier`` or ``stop``."""
    deficit: float
    """How much better a loop of any phones fits; 0 or more."""
    margin: float
    """How much better the command fits than the words that sound most like it; negative when one of them fits
    better."""
