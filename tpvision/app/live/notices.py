"""What is told for a while: that there is no sound, that no word is heard, which pose model looks."""

from __future__ import annotations

from tpvision.app.hearing import Ears
from tpvision.edges.speaker import Speaker
from tpvision.knowledge.words import Words
from tpvision.values import Quality

NOTICE_S = 6.0
"""A notice stands this long."""


class Notices:
    """The newest of them, and since when it stands; times count from the session's beginning."""

    def __init__(self, words: Words, speaker: Speaker, first: str | None) -> None:
        """Begin with what is to be told first, or with whether there is sound."""
        self._words = words
        self._silent: tuple[str | None, str | None] = speaker.status, None
        """Why nothing is heard, and why no word is understood or the system's voice does not speak."""
        self._quality: Quality | None = None
        """How closely the newest picture was looked at."""
        self._text = first or self._of_sound()
        self._since_s = 0.0

    def now(self, t_s: float, speaker: Speaker, ears: Ears, quality: Quality | None) -> str | None:
        """Return what is told now; ``quality`` is that of a new look, where there is one."""
        silent = speaker.status, speaker.voice_status or ears.status
        if silent != self._silent:  # as a device that is taken away
            self._silent = silent
            self._text, self._since_s = self._of_sound(), t_s
        if quality is not None and quality is not self._quality:
            if self._quality is not None:
                self._text, self._since_s = self._words.text(f"screen.quality_{quality.value}"), t_s
            self._quality = quality
        return self._text if t_s < self._since_s + NOTICE_S else None

    def _of_sound(self) -> str | None:
        status, other = self._silent
        return other if status is None else self._words.text("screen.no_sound")
