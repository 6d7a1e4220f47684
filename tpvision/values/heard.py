"""What was heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser says of an utterance."""

    word: str
    """The command that it is most like: ``here``, ``pause``, ``go_on``, ``next``, ``easier`` or ``stop``."""
    likely: float
    """How likely it is that command and not another, nor anything else; 0 to 1."""
