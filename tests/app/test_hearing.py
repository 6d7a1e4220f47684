"""Ears: words become commands, faults one sentence, and the tool does not hear itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from tpvision.app.hearing import DUMB_S, ECHO_S, Ears
from tpvision.core.hearing import LEAST, RATE_HZ
from tpvision.errors import MicrophoneError
from tpvision.settings import VoiceSettings
from tpvision.values import CommandKind, Heard

ON = VoiceSettings(on=True)
BLOCK_S = 0.05
WORD_S = 0.4
GAP_S = 2.1
"""Of silence, before each word and after the last."""


class FakeMicrophone:
    """Hands on a tone that hisses at its ends for each word, with silence around it, then ``then``; counts reads."""

    def __init__(self, words: int, then: int | None = 0) -> None:
        noise = np.random.default_rng(1)
        word = 3000.0 * np.sin(2 * np.pi * 700.0 * np.arange(round(WORD_S * RATE_HZ)) / RATE_HZ)
        for begin, end in ((0, 2000), (5600, 6400)):
            word[begin:end] = 300.0 * np.diff(noise.standard_normal(end - begin + 1))
        gap = np.zeros(round(GAP_S * RATE_HZ))
        sound = np.concatenate([gap, *[part for _ in range(words) for part in (word, gap)]])
        samples = (sound + 5.0 * noise.standard_normal(len(sound))).astype(np.int16)
        self.blocks = list(samples.reshape(-1, round(BLOCK_S * RATE_HZ)))
        self.then, self.read_blocks, self.closed = then, 0, False
        self.before: Callable[[float], object] = lambda _: None
        self.drained = threading.Event()

    @property
    def heard_s(self) -> float:
        return self.read_blocks * BLOCK_S

    def read(self, timeout_s: float) -> NDArray[np.int16] | None:
        self.before(self.heard_s)
        if self.read_blocks < len(self.blocks):
            self.read_blocks += 1
            return self.blocks[self.read_blocks - 1]
        self.drained.set()
        if self.then is None:
            return None
        self.read_blocks += 1
        return np.full(round(BLOCK_S * RATE_HZ), self.then, np.int16)

    def close(self) -> None:
        self.closed = True


class FakeRecogniser:
    """Says one after the other what it was told to hear."""

    def __init__(self, *words: Heard) -> None:
        self.words = list(words)

    def hear(self, mel_db: NDArray[np.float32]) -> Heard:
        return self.words.pop(0)


def sure(word: str) -> Heard:
    return Heard(word, 1.0)


def ears(microphone: FakeMicrophone, *words: Heard) -> Ears:
    return Ears(ON, "en", lambda: microphone, lambda _: FakeRecogniser(*words))


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "hearing"]


def taken(*words: Heard, paused: bool = False) -> list[CommandKind]:
    microphone = FakeMicrophone(len(words))
    with ears(microphone, *words) as listening:
        assert microphone.drained.wait(20)
    return listening.take(speaking=False, paused=paused)


def test_off_no_microphone_is_opened() -> None:
    def opened() -> FakeMicrophone:
        raise AssertionError

    with Ears(VoiceSettings(), "en", opened, lambda _: FakeRecogniser()) as listening:
        assert not listening.listening
        assert listening.take(speaking=True, paused=False) == []
    assert listening.status is None


def test_words_become_commands_in_their_order() -> None:
    words = [sure(word) for word in ("here", "next", "easier", "stop", "pause")]
    kinds = [CommandKind.HERE, CommandKind.NEXT, CommandKind.EASIER, CommandKind.STOP, CommandKind.PAUSE]
    assert taken(*words) == kinds


@pytest.mark.parametrize(
    ("word", "paused", "kinds"),
    [
        ("pause", False, [CommandKind.PAUSE]),
        ("pause", True, []),
        ("go_on", True, [CommandKind.PAUSE]),
        ("go_on", False, []),
    ],
)
def test_pause_does_not_go_on_nor_go_on_pause(word: str, paused: bool, kinds: list[CommandKind]) -> None:
    assert taken(sure(word), paused=paused) == kinds


def test_what_is_not_certain_is_dropped() -> None:
    assert taken(*(Heard(word, LEAST[word] - 0.01) for word in ("stop", "here"))) == []


def taken_with_own_sound(word: str, from_s: float, until_s: float) -> list[CommandKind]:
    """Return what is taken of one word, which is said from ``GAP_S`` to ``GAP_S + WORD_S``."""
    microphone = FakeMicrophone(1)
    kinds: list[CommandKind] = []
    listening = ears(microphone, sure(word))
    # The loop of a session turns more often than blocks come.
    microphone.before = lambda now_s: kinds.extend(listening.take(from_s <= now_s <= until_s, paused=False))
    with listening:
        assert microphone.drained.wait(20)
        microphone.before = lambda _: None
    return kinds + listening.take(speaking=False, paused=False)


@pytest.mark.parametrize(
    ("from_s", "until_s"),
    [(1.0, 4.0), (1.0, GAP_S - ECHO_S / 2), (GAP_S + WORD_S / 2, 4.0)],
    ids=["while it speaks", "its echo", "it begins within"],
)
@pytest.mark.parametrize(("word", "kinds"), [("next", []), ("here", []), ("stop", [CommandKind.STOP])])
def test_while_the_tool_speaks_only_stop_is_heard(
    word: str, kinds: list[CommandKind], from_s: float, until_s: float
) -> None:
    assert taken_with_own_sound(word, from_s, until_s) == kinds


def test_before_and_after_the_tool_speaks_all_is_heard() -> None:
    assert taken_with_own_sound("next", 0.0, GAP_S - 2 * ECHO_S) == [CommandKind.NEXT]
    assert taken_with_own_sound("next", GAP_S + WORD_S + ECHO_S, 4.0) == [CommandKind.NEXT]


def test_the_sign_is_on_while_the_microphone_is_open() -> None:
    microphone = FakeMicrophone(0)
    with ears(microphone) as listening:
        assert microphone.drained.wait(20)
        assert listening.listening
    assert not listening.listening
    assert microphone.closed


def ended(listening: Ears) -> str | None:
    """Wait until it gives up by itself."""
    with listening:
        listening._thread.join(20)
        assert not listening.listening
        return listening.status


def test_a_microphone_that_is_gone_is_one_sentence() -> None:
    microphone = FakeMicrophone(0, then=None)
    assert str(ended(ears(microphone))).startswith("The microphone is gone: ")
    assert microphone.closed


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (MicrophoneError("There is none: connect one."), "There is none: connect one."),
        (ImportError("No module named 'sounddevice'"), "Spoken commands are not installed: "),
        (OSError("PortAudio library not found"), "Spoken commands need PortAudio: "),
    ],
)
def test_what_cannot_be_had_is_one_sentence(fault: Exception, sentence: str) -> None:
    def opened() -> FakeMicrophone:
        raise fault

    listening = Ears(ON, "en", opened, lambda _: FakeRecogniser())
    assert str(ended(listening)).startswith(sentence)
    assert listening.take(speaking=False, paused=False) == []


def test_a_microphone_that_may_not_be_used_gives_zeros_and_that_is_said() -> None:
    microphone = FakeMicrophone(0)
    said = threading.Event()
    with ears(microphone) as listening:
        microphone.before = lambda now_s: said.set() if listening.status else None
        assert said.wait(20)
        assert "unmute it" in str(listening.status)
        assert microphone.heard_s >= DUMB_S
        microphone.then = 1
        heard = threading.Event()
        microphone.before = lambda now_s: heard.set() if listening.status is None else None
        assert heard.wait(20)
