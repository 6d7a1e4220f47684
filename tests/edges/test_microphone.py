"""The microphone, on a library that only pretends to have one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.kit import ROOT, environ
from tpvision.edges.microphone import BLOCK_S, Microphone
from tpvision.errors import MicrophoneError

RATE_HZ = 16_000
BLOCK = round(RATE_HZ * BLOCK_S)


class PortAudioError(Exception):
    pass


class FakeLibrary:
    """Has one microphone, whose sound the test makes."""

    PortAudioError = PortAudioError

    def __init__(self, fault: Exception | None = None, fault_at_start: Exception | None = None) -> None:
        self.fault, self.fault_at_start = fault, fault_at_start
        self.open = False
        self.asked: dict[str, Any] = {}

    def RawInputStream(self, callback: Callable[..., None], **asked: Any) -> FakeLibrary:
        if self.fault:
            raise self.fault
        self.asked, self.callback = asked, callback
        return self

    def start(self) -> None:
        if self.fault_at_start:
            raise self.fault_at_start
        self.open = True

    def close(self, ignore_errors: bool) -> None:
        assert ignore_errors
        self.open = False

    def sound(self, value: int) -> None:
        self.callback(np.full(BLOCK, value, np.int16).tobytes(), BLOCK, None, None)


def test_blocks_come_in_their_order_as_16_bit_mono() -> None:
    library = FakeLibrary()
    microphone = Microphone(RATE_HZ, library)
    assert library.open
    assert library.asked == {"samplerate": RATE_HZ, "blocksize": BLOCK, "channels": 1, "dtype": "int16"}
    assert microphone.read(0.0) is None
    library.sound(1)
    library.sound(-2)
    for value in (1, -2):
        block = microphone.read(0.0)
        assert block is not None
        assert block.dtype == np.int16
        assert block.tolist() == [value] * BLOCK
    assert microphone.read(0.0) is None
    assert microphone.heard_s == pytest.approx(2 * BLOCK_S)


def test_who_does_not_read_loses_the_newest_and_the_device_never_waits() -> None:
    library = FakeLibrary()
    microphone = Microphone(RATE_HZ, library)
    for value in range(300):
        library.sound(value)
    taken = []
    while (block := microphone.read(0.0)) is not None:
        taken.append(int(block[0]))
    assert taken == list(range(100))
    assert microphone.heard_s == pytest.approx(100 * BLOCK_S)


def test_closing_gives_the_device_back() -> None:
    library = FakeLibrary()
    microphone = Microphone(RATE_HZ, library)
    microphone.close()
    assert not library.open


@pytest.mark.parametrize(
    "library",
    [
        FakeLibrary(fault=PortAudioError("Error querying device -1")),
        FakeLibrary(fault=ValueError("No input device matching 'default'")),
        FakeLibrary(fault_at_start=PortAudioError("Error starting stream [PaErrorCode -9999]")),
    ],
    ids=["none", "no default", "may not be used"],
)
def test_a_fault_is_one_sentence_that_says_what_to_do(library: FakeLibrary) -> None:
    with pytest.raises(
        MicrophoneError, match=r"^The microphone cannot be opened \([^\[\]]*\): connect one, allow its use"
    ):
        Microphone(RATE_HZ, library)
    assert not library.open


LIBRARY = """
print("looked for PortAudio")

class PortAudioError(Exception):
    pass

class RawInputStream:
    def __init__(self, **asked):
        pass
    def start(self):
        print("listens")
"""
BESIDE_THE_MODELS = """
import tpvision.edges.landmarker
print("models")
from tpvision.edges.microphone import Microphone
Microphone(16000)
"""


def test_the_models_leave_the_sound_library_alone_and_the_microphone_has_it(tmp_path: Path) -> None:
    """MediaPipe would import it too, and look for PortAudio for nothing."""
    (tmp_path / "sounddevice.py").write_text(LIBRARY, encoding="utf-8")
    run = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{BESIDE_THE_MODELS}"
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, env=environ(ROOT), capture_output=True, text=True)
    assert done.stdout.splitlines() == ["models", "looked for PortAudio", "listens"], done.stderr
