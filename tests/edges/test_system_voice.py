"""The system's own voice: a fake engine in a process of its own, on a dummy audio device."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pygame
import pytest

from tests.edges.camera.reading import until
from tests.edges.test_speaker import SOUNDS, cue, playing_now, samples
from tpvision.edges.speaker import Speaker
from tpvision.edges.speaker.clips import RATE_HZ, Clips
from tpvision.edges.speaker.system_voice import SAYER
from tpvision.settings import SoundSettings
from tpvision.values import CueKind, Urgency

UNRECORDED = "Put the ball 4711 cm higher."
ENGINE = """
import sys, time, wave
print("words of the library")

class Voice:
    def __init__(self, id, languages):
        self.id, self.languages = id, languages

class Engine:
    voice = "{voice}"
    def getProperty(self, name):
        voices = [Voice("far", ["en-029"]), Voice("uk", ["en_GB"]), Voice("hedda", ["de-DE"]), Voice("none", None)]
        return self.voice if name == "voice" else voices
    def setProperty(self, name, value):
        self.voice = value
    def save_to_file(self, text, path):
        self.text, self.path = text, path
    def runAndWait(self):
        print("more words")
        if "breaks" in self.text:
            raise ValueError("the engine\\nbroke")
        if "hangs" in self.text:
            sys.stdin.read()
        loud = 0 if "silent" in self.text else 90
        with wave.open(self.path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16000)
            # Half a second of silence, and 20 ms for each letter.
            file.writeframes(bytes(16000) + bytes([loud, 0, 256 - loud, 255]) * (160 * len(self.text)) + bytes(16000))
        if "garbled" in self.text:
            open(self.path, "wb").write(b"no sound")

def init():
    {init}
    return Engine()
"""
Make = Callable[..., Speaker]


def fake(folder: Path, init: str = "pass", voice: str = "uk") -> tuple[str, ...]:
    """Write a fake engine; return the command of the program that drives it."""
    (folder / "pyttsx3.py").write_text(ENGINE.replace("{init}", init).replace("{voice}", voice), encoding="utf-8")
    program = f"import runpy, sys; sys.path.insert(0, {str(folder)!r}); runpy.run_path({SAYER[-1]!r}, {{}}, '__main__')"
    return (sys.executable, "-X", "utf8", "-c", program)


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Make]:
    """Make speakers with a clock that stands still, and wait until their voice is there, or is not."""
    made: list[Speaker] = []
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    pygame.mixer.quit()

    def speaker(clock: Callable[[], float] = lambda: 0.0, say: str = "both", language: str = "en", **engine: str):
        settings = SoundSettings(say=say, say_with="system")
        made.append(Speaker(settings, SOUNDS, language, clock, sayer=fake(tmp_path, **engine)))
        until(lambda: made[-1].voice_status is not None or made[-1].voice_ready)
        return made[-1]

    yield speaker
    for each in made:
        each.close()
    pygame.mixer.quit()


def length_s(sound: pygame.mixer.Sound) -> float:
    return len(samples(sound)) / RATE_HZ


def test_it_says_what_there_is_no_recording_of(make: Make) -> None:
    speaker = make()
    assert speaker.voice_status is None
    speaker.play(cue(CueKind.GUIDE), UNRECORDED)
    until(lambda: speaker.playing is CueKind.GUIDE)
    (heard,) = playing_now()
    # The engine's silence before and after it is cut.
    assert length_s(heard) == pytest.approx(0.02 * len(UNRECORDED), abs=0.05)
    level = 20 * np.log10(np.sqrt(np.mean((samples(heard) / 32768) ** 2)))
    assert level == pytest.approx(-20, abs=1)


def test_it_speaks_after_the_tone(make: Make) -> None:
    speaker = make()
    speaker.play(cue(CueKind.BEGIN), UNRECORDED)
    until(lambda: len(playing_now()) == 2)
    tone, said = playing_now()
    np.testing.assert_array_equal(samples(tone), samples(Clips(SOUNDS, "en").tone(CueKind.BEGIN)))
    assert length_s(said) == pytest.approx(0.02 * len(UNRECORDED), abs=0.05)


def test_what_is_urgent_cuts_it_short(make: Make) -> None:
    speaker = make()
    speaker.play(cue(CueKind.GUIDE, urgency=Urgency.HINT), UNRECORDED * 9)
    until(lambda: speaker.playing is CueKind.GUIDE)
    speaker.play(cue(CueKind.INFO, "paused", Urgency.ALARM), "Paused.")
    until(lambda: speaker.playing is CueKind.INFO)
    assert length_s(playing_now()[0]) == pytest.approx(0.02 * len("Paused."), abs=0.05)


def test_what_was_asked_before_a_mute_is_not_said(make: Make) -> None:
    speaker = make()
    speaker.play(cue(CueKind.GUIDE), UNRECORDED)
    speaker.mute(True)
    speaker.settle()
    speaker.mute(False)
    speaker.play(cue(CueKind.INFO, "paused"), "Paused.")
    until(lambda: speaker.playing is CueKind.INFO)
    assert length_s(playing_now()[0]) == pytest.approx(0.02 * len("Paused."), abs=0.05)


def test_where_only_tones_are_wanted_it_is_not_started(tmp_path: Path) -> None:
    pygame.mixer.quit()
    speaker = Speaker(SoundSettings(say="tones", say_with="system"), SOUNDS, "en", lambda: 0.0, sayer=("nothing",))
    assert speaker.voice_status is None
    speaker.close()


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        ({"init": "raise RuntimeError('no eSpeak')"}, "cannot: no eSpeak."),
        ({"init": "raise ModuleNotFoundError"}, "pip install 'tpvision[systemvoice]'"),
        ({"init": "sys.exit()"}, "its engine ended."),
        ({"init": "Voice.languages = property(lambda self: ['fr'], lambda *_: None)"}, "no voice for this language."),
    ],
)
def test_without_it_the_recorded_voice_speaks(make: Make, engine: dict[str, str], words: str) -> None:
    speaker = make(**engine)
    assert speaker.voice_status is not None
    assert words in speaker.voice_status
    assert speaker.status is None
    speaker.play(cue(CueKind.INFO, "paused"), "Paused.")
    speaker.settle()
    np.testing.assert_array_equal(samples(*playing_now()), samples(*Clips(SOUNDS, "en").sentence("Paused.")))


def test_a_program_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    speaker = Speaker(SoundSettings(say_with="system"), SOUNDS, "en", lambda: 0.0, sayer=(str(tmp_path / "none"),))
    assert speaker.voice_status is not None
    speaker.close()


@pytest.mark.parametrize("fault", ["breaks", "hangs", "silent", "garbled"])
@pytest.mark.parametrize("kind", [CueKind.GUIDE, CueKind.BEGIN])
def test_what_it_cannot_say_the_recorded_voice_says(make: Make, fault: str, kind: CueKind) -> None:
    now_s = [0.0]
    speaker = make(clock=lambda: now_s[0])
    speaker.play(cue(kind), f"It {fault}.", "Paused.")
    if fault == "hangs":
        speaker.settle()
        now_s[0] = 2.0
    until(lambda: speaker.voice_status is not None)
    speaker.settle()
    said = samples(*Clips(SOUNDS, "en").sentence("Paused.", kind is CueKind.BEGIN))
    np.testing.assert_array_equal(samples(playing_now()[-1]), said)


@pytest.mark.parametrize(
    ("language", "voice", "chosen"),
    [("en", "far", "far"), ("en", "hedda", "uk"), ("de", "uk", "hedda"), ("de", "hedda", "hedda")],
)
def test_a_voice_of_the_language_is_chosen_and_ones_own_first(
    tmp_path: Path, language: str, voice: str, chosen: str
) -> None:
    command = fake(tmp_path, "Engine.runAndWait = lambda self: (_ for _ in ()).throw(OSError(self.voice))", voice)
    done = subprocess.run((*command, language), input="x\tHold.\n", capture_output=True, text=True, check=True)
    assert done.stdout == f"\n\t{chosen}\n"
