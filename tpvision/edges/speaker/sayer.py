"""A program of its own that lets the system's voice speak into files: one that hangs or crashes takes nothing with it.

It is told the language. For each line that it reads, ``file<tab>sentence``, it writes the file and answers with its
name; it answers an empty line first, when it is ready. A line that begins with a tab says what is wrong instead.
"""

from __future__ import annotations

import os
import sys
from typing import Any

NOT_INSTALLED = "it is not installed; run \"pip install 'tpvision[systemvoice]'\""
NO_LANGUAGE = "the system has no voice for this language"


def voice_for(engine: Any, language: str) -> str | None:
    """Return the name of the voice that is set if it speaks the language, else of the plainest that does."""
    spoken = {}
    for voice in engine.getProperty("voices"):
        codes = [str(code).lower().replace("_", "-") for code in voice.languages or ()]
        fitting = [code for code in codes if code.split("-")[0] == language]
        if fitting:
            # A dialect has a longer code.
            spoken[voice.id] = min(map(len, fitting))
    set_already = engine.getProperty("voice")
    return set_already if set_already in spoken else min(spoken, key=spoken.__getitem__, default=None)


def main() -> None:
    """Answer until nothing more is asked."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    # What libraries print is no answer.
    os.dup2(2, 1)
    try:
        import pyttsx3

        engine = pyttsx3.init()
        voice = voice_for(engine, sys.argv[1])
        if voice is None:
            answers.write(f"\t{NO_LANGUAGE}\n")
            return
        engine.setProperty("voice", voice)
        answers.write("\n")
        for line in sys.stdin:
            path, _, sentence = line.rstrip("\n").partition("\t")
            engine.save_to_file(sentence, path)
            engine.runAndWait()
            answers.write(f"{path}\n")
    except ModuleNotFoundError:
        answers.write(f"\t{NOT_INSTALLED}\n")
    except Exception as error:
        answers.write(f"\t{' '.join(str(error).split()) or type(error).__name__}\n")


if __name__ == "__main__":
    main()
