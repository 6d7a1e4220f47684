"""Make the spoken words of the tests, with flite: ``python tests/make_spoken.py``.

The voices are others than those of the tool's own sentences.
"""

from __future__ import annotations

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "data" / "spoken"
WORDS = {
    "rms": ("here", "pause", "go on", "next", "easier", "stop", "seven", "water"),
    "awb": ("stop",),
}


def main() -> None:
    """Write ``<voice>_<word>.wav``: mono, 16-bit, 16 kHz, without the silence around the word."""
    FOLDER.mkdir(exist_ok=True)
    for voice, words in WORDS.items():
        for word in words:
            with tempfile.TemporaryDirectory() as folder:
                said = Path(folder) / "said.wav"
                subprocess.run(["flite", "-voice", voice, "-t", word, "-o", str(said)], check=True)
                with wave.open(str(said)) as file:
                    assert file.getframerate() == 16_000
                    samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
            loud = np.flatnonzero(np.abs(samples.astype(int)) > 300)
            with wave.open(str(FOLDER / f"{voice}_{word.replace(' ', '_')}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(16_000)
                file.writeframes(samples[max(loud[0] - 160, 0) : loud[-1] + 320].tobytes())


if __name__ == "__main__":
    main()
