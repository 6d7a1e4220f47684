"""The recogniser: which of the six commands an utterance is like, by a network of Google's (cv2's) and ours.

Google's model, trained on 200 million clips of speech, makes rows of 96 numbers of an utterance; on top of them, and of
how loud it is where that model hears nothing, six networks of ours vote, trained with synthesised voices
(``models/train_words.py``).
"""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

from tpvision.errors import ModelError
from tpvision.values import Heard

COMMANDS = ("here", "pause", "go_on", "next", "easier", "stop")
"""In the order of the networks' outputs; before them, anything else."""
_PARTS = ("first", "first_bias", "last", "last_bias")
"""Weights of the two layers of all networks."""
_LOW = 32
"""Bands that Google's model hears, up to 3.8 kHz."""
_WINDOW, _STEP = 76, 4
"""Frames that a row is made of, and from one row to the next."""
_PAIR = 2
"""Of the bands above, as many are taken together, for as long as from one row to the next."""
_WIDTH = 10 * 96 + 37 * 4
"""What a network is given: Google's model's rows, and the levels of those bands."""


class Recogniser:
    """Says which command an utterance is most like.

    Parameters
    ----------
    embedding, words
        ``speech_embedding.onnx`` and ``words.npz`` of the folder of models.
    language
        ``en`` or ``de``.

    Raises
    ------
    ModelError
        A file is missing or damaged.
    """

    def __init__(self, embedding: Path, words: Path, language: str) -> None:
        try:
            with np.load(BytesIO(words.read_bytes())) as file:
                parts = [file[f"{language}_{name}"].astype(np.float32) for name in _PARTS]
            self._first, self._first_bias, self._last, self._last_bias = parts
            if self._first.ndim != 3 or self._first.shape[1] != _WIDTH:
                raise ValueError
            self._model = cv2.dnn.readNetFromONNX(np.frombuffer(embedding.read_bytes(), np.uint8))
        except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error, cv2.error) as error:
            raise ModelError("The models of spoken commands are missing or damaged; install tpvision again.") from error

    def hear(self, mel_db: NDArray[np.float32]) -> Heard:
        """Return the command that is most like an utterance.

        Parameters
        ----------
        mel_db
            Levels of its bands, shape (frames, 40); see ``core.hearing.Utterance``.
        """
        low = mel_db[:, :_LOW]
        windows = np.lib.stride_tricks.sliding_window_view(low, _WINDOW, axis=0)[::_STEP].transpose(0, 2, 1)
        self._model.setInput(np.ascontiguousarray(windows)[..., None] / 10.0 + 2.0)
        made = self._model.forward().reshape(len(windows), -1)
        high = mel_db[:, _LOW:].reshape(len(mel_db) // _STEP, _STEP, -1, _PAIR).mean((1, 3)) / 10.0
        # Each second row, from the first, the second and the third on: an utterance that begins a little later.
        rows = np.stack(
            [
                np.append(made[begin : len(made) - 2 + begin : 2], high[begin : len(high) - 2 + begin])
                for begin in range(3)
            ]
        )
        hidden = np.maximum(np.einsum("ni,kij->nkj", rows, self._first) + self._first_bias, 0.0)
        scores = (np.einsum("nkj,kjl->nkl", hidden, self._last) + self._last_bias).mean((0, 1))
        likely = np.exp(scores - scores.max())
        likely /= likely.sum()
        best = int(likely[1:].argmax())
        return Heard(COMMANDS[best], float(likely[best + 1]))
