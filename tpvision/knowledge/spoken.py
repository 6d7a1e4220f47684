"""What the coach can say aloud: every sentence, with the numbers that there are recordings of.

A number is spoken only where a clip was rendered for it (sounds/make_speech.py), so those are written here; of a
number beyond them, the nearest is said: who has to come 340 cm nearer hears 300, and then what is left.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import replace

from tpvision.knowledge.words import Words
from tpvision.values import Cue, CueKind

ROLLED_CM = range(1, 13)
"""``guidance`` rolls by 6 cm at most, for which the body goes twice as far."""
REPLACED_CM = range(1, 71)
"""The torso of somebody of 230 cm is as long."""
TENS_CM = range(10, 310, 10)
"""What ``setup`` says of the camera, and how far to walk; it is said anew on the way."""

BY_KEY = {
    **dict.fromkeys(("bend_knees", "straighten_knees", "shift_left", "shift_right"), ROLLED_CM),
    # Longer ways are walked: ``guidance.LEAN_CM``.
    **dict.fromkeys(("lean_left", "lean_right"), range(1, 7)),
    **dict.fromkeys(("replace_higher", "replace_lower", "replace_left", "replace_right"), REPLACED_CM),
    **dict.fromkeys(("setup_tilt_up", "setup_tilt_down"), range(1, 16)),
    "setup_square": range(40, 190, 10),
    "setup_level": range(1, 46),
    "get_ready": range(1, 61),
}
"""Numbers that occur in a sentence, by the cue's key ..."""
BY_PLACEHOLDER = {
    "cm": TENS_CM,
    "s": range(1, 121),
    "level": range(11),
    "fps": range(1, 10),
    "mm": (*range(1, 31), *range(35, 105, 5)),
    # Widths that cameras have, below ``setup.COARSE_PX_PER_CM`` for the whole room.
    "px": (160, 176, 240, 320, 352, 360, 424, 432, 480, 512, 540, 544, 576, 600, 640, 704, 720, 768, 800, 848, 960),
}
"""... and where the key is not named there, by the placeholder."""


def nearest(cue: Cue) -> Cue:
    """Return a cue as it is recorded: with the nearest number of those that its sentence has a recording with."""
    return replace(
        cue,
        numbers=tuple(
            (name, float(min(recorded, key=lambda number: abs(number - value))))
            for name, value in cue.numbers
            for recorded in [BY_KEY.get(cue.key) or BY_PLACEHOLDER.get(name) or (value,)]
        ),
    )


def numbers_of(key: str, template: str) -> Iterator[tuple[tuple[str, float], ...]]:
    """Yield what may fill a sentence's placeholder; nothing at all, once, for a sentence without.

    Raises
    ------
    KeyError
        Nobody wrote down which numbers occur.
    """
    names = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    if not names:
        yield ()
    for name in names:
        yield from (((name, float(number)),) for number in BY_KEY.get(key) or BY_PLACEHOLDER[name])


def sentences(words: Words) -> Iterator[tuple[Cue, str]]:
    """Yield every cue with every number that occurs, and its sentence."""
    for key, entry in words.sections["cue"].items():
        template = entry["other"] if isinstance(entry, dict) else entry
        for numbers in numbers_of(key, template):
            cue = Cue(0.0, CueKind.INFO, key, numbers)
            yield cue, words.say(cue)
