"""How soon a cue sounds after it was decided, and how long that keeps the frame: dummy device, both languages."""

from __future__ import annotations

import os
import time

from table import Table, percentile

from tpvision.edges import folders
from tpvision.edges.speaker import Speaker
from tpvision.knowledge.spoken import sentences
from tpvision.knowledge.words import Words, languages
from tpvision.settings import SoundSettings
from tpvision.values import Cue, CueKind, Urgency

REPEATS = 3
EVERY = 10
"""Each so many-th of all that can be said."""
WARM_S = 3.0
"""A session begins with a countdown, in which the phrases without numbers are read."""
BUFFER_MS = 1000 * 512 / 48_000
"""What the mixer prepared before the sound was handed to it is heard first."""


def measure(language: str, kind: CueKind, first: int) -> tuple[list[float], list[float]]:
    """Let one in ``EVERY`` sentences begin; return milliseconds until each sounds, and those that the call took."""
    soon_ms, call_ms = [], []
    speaker = Speaker(SoundSettings(), folders.sounds_folder(), language, time.monotonic)
    time.sleep(WARM_S)
    for cue, sentence in list(sentences(Words.load(language)))[first::EVERY]:
        # An alarm waits for nothing, so that each begins at once.
        urgent = Cue(0.0, kind, cue.key, cue.numbers, Urgency.ALARM)
        began_s = time.monotonic()
        speaker.play(urgent, sentence)
        call_ms.append(1000 * (time.monotonic() - began_s))
        speaker.settle()
        assert speaker.latency_s is not None
        soon_ms.append(1000 * speaker.latency_s + BUFFER_MS)
    speaker.close()
    return soon_ms, call_ms


if __name__ == "__main__":
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    table = Table("sound")
    for language in languages():
        for kind, what in ((CueKind.WARN, "tone and sentence"), (CueKind.GUIDE, "sentence alone")):
            runs = [measure(language, kind, first) for first in range(REPEATS)]
            for share in (0.5, 0.95):
                values = [percentile(run[0], share) for run in runs]
                table.row(f"{language}, {what}: to the sound, {share:.0%} of cues", values, "ms", 60)
            table.row(f"{language}, {what}: kept the frame, 95%", [percentile(run[1], 0.95) for run in runs], "ms", 1)
