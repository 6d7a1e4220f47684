"""The recogniser: which of the six commands an utterance is, by pocketsphinx and the model it ships.

Three searches over the same cepstra: the commands; their nearest neighbours in the model's dictionary, as *top* and
*stomp* for *stop*; and a loop of all phones, the garbage model. It holds the interpreter while it works, so the
cepstra are fed two frames at a time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from tpvision.values import Heard

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "here": ("HH IH R", "HH IY R", "HH IY AH"),
        "pause": ("P AO Z",),
        "go_on": ("G OW AA N", "G OW AO N"),
        "next": ("N EH K S T", "N EH K S"),
        "easier": ("IY Z IY ER", "IY Z IY AH"),
        "stop": ("S T AA P", "S T AO P"),
    },
    "de": {
        "here": ("HH IY R", "HH IY AH", "HH IY ER"),
        "pause": ("P AW Z AH", "P AW Z EH"),
        "go_on": ("V AY T ER", "V AY T AH", "V AY D ER"),
        "next": ("N EH K S T ER", "N EH K S T AH", "N EH SH S T ER"),
        "easier": ("L AY SH T ER", "L AY HH T ER", "L AY SH T AH"),
        "stop": ("SH T AO P", "SH T AA P", "SH D AO P"),
    },
}
"""How each command is said, in the phones of the model; the German words are said with English phones."""

RIVALS = """
yes yeah no nope okay right good fine well sure thanks please sorry hello hi hey wait what why who when where how oh ah
she he they them your you get got had have given find found even added deny met night neck back left top drop spot spots
shop shot such half part court pours pour portion father had goal gold whole stone gone cover controlled call come on
off go down done now again maybe really nothing something one two three four five six seven eight nine ten matter coffee
differ effect dinner clear fear cheer peer year near there hair care step steps stuff best test rest least nice noise
notes cause course close house hot heart hard far star stuck talk top job ball wall
"""
"""Everyday words, and some that were taken for a command; like the neighbours, they are there to be the better fit."""

_HANDICAP = 100.0
"""How much better, in nats, another command must fit than *stop*: in doubt, and in noise, it is *stop*."""


class Recogniser:
    """Says which command an utterance is most like."""

    def __init__(self, language: str) -> None:
        """Load the model; takes about a second.

        Parameters
        ----------
        language
            ``en`` or ``de``.
        """
        self._decoder = pocketsphinx.Decoder(
            hmm=pocketsphinx.get_model_path("en-us/en-us"),
            dict=None,
            lm=None,
            # Scores of different searches can be compared only if all share one normalisation.
            compallsen=True,
            # The score of the best path itself, not of one put together again from the words of several.
            bestpath=False,
            beam=1e-120,
            wbeam=1e-100,
            pbeam=1e-120,
            loglevel="FATAL",
        )
        # The model's own settings would win over one given above.
        self._decoder.config["cmn"] = "none"
        self._decoder.reinit_feat()
        dictionary = _dictionary(Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")))
        known = set(dictionary.values())
        phones = sorted({phone for said in known for phone in said.split()})
        words = WORDS[language]
        own = [said for ways in words.values() for said in ways]
        for word, ways in words.items():
            for i, said in enumerate(ways, start=1):
                self._decoder.add_word(word if i == 1 else f"{word}({i})", said, False)
        near = sorted(
            (set(_neighbours(own, phones)) & known | {dictionary[word] for word in RIVALS.split()}) - set(own)
        )
        for said in {*near, *phones}:
            self._decoder.add_word(_name(said), said, False)
        # Whoever cries out says it more than once.
        again = [(0, 2, 1.0, "stop"), (2, 2, 1.0, "stop"), (2, 1, 1.0, "stop")]
        once = [(0, 1, 1.0 if word == "stop" else math.exp(-_HANDICAP), word) for word in words]
        self._search("commands", 1, [*once, *again])
        self._search("neighbours", 1, [(0, 1, 1.0, _name(said)) for said in near])
        loop = [(1, 1, 1.0, _name(phone)) for phone in phones]
        self._search("phones", 2, [(0, 1, 1.0, "<sil>"), *loop, (1, 2, 1.0, "<sil>")])

    def hear(self, cepstra: NDArray[np.float32]) -> Heard | None:
        """Return the command that is most like an utterance; ``None`` when it is like none.

        Parameters
        ----------
        cepstra
            Liftered cepstral coefficients without their mean, shape (frames, 13).
        """
        command, best = self._best("commands", cepstra)
        if command is None:
            return None
        if command != "stop":
            best += _HANDICAP
        _, garbage = self._best("phones", cepstra)
        _, neighbour = self._best("neighbours", cepstra)
        if math.inf in (-garbage, -neighbour):
            # What no sounds at all fit, a note or a drum, would else be beyond all doubt.
            return None
        return Heard(command, garbage - best, best - neighbour)

    def _search(self, name: str, last: int, arcs: list[tuple[int, int, float, str]]) -> None:
        self._decoder.add_fsg(name, self._decoder.create_fsg(name, 0, last, arcs))

    def _best(self, search: str, cepstra: NDArray[np.float32]) -> tuple[str | None, float]:
        """Return the first word of the best path, and the path's log likelihood."""
        decoder = self._decoder
        decoder.activate_search(search)
        decoder.start_utt()
        for begin in range(0, len(cepstra), 2):
            decoder.process_cep(cepstra[begin : begin + 2].tobytes(), False, False)
        decoder.end_utt()
        found = decoder.hyp()
        if found is None or not found.hypstr:
            return None, -math.inf
        # pocketsphinx keeps scores in steps of 1024 of its logarithm.
        return found.hypstr.split()[0], 1024.0 * math.log(found.best_score)


def _dictionary(path: Path) -> dict[str, str]:
    """Return the pronunciation of each word; other ways to say it are words of their own, as ``here(2)``."""
    rows = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines())
    return {word: said.strip() for word, said in rows}


def _name(said: str) -> str:
    """Return a name for a pronunciation as a word of the decoder."""
    return f"_{said.replace(' ', '_')}"


def _neighbours(words: Iterable[str], phones: Iterable[str]) -> Iterable[str]:
    """Yield whatever differs from a word by one phone more, less or other."""
    phones = list(phones)
    for word in words:
        said = word.split()
        for i in range(len(said) + 1):
            for middle in ([], *([phone] for phone in phones)):
                if i < len(said):
                    yield " ".join([*said[:i], *middle, *said[i + 1 :]])
                if middle:
                    yield " ".join([*said[:i], *middle, *said[i:]])
