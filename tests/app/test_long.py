"""Twenty minutes by replay: nothing piles up, and the history has every second once."""

from __future__ import annotations

import cv2  # noqa: F401 - the first session's end would import it, and that is not what piles up

from tests.benchmarks.bench_long import FPS, evening, faults
from tpvision.edges import folders

SECONDS = 1200


def test_nothing_piles_up_and_every_second_is_kept() -> None:
    done = evening(SECONDS / 3600)
    assert done.looks == SECONDS * FPS
    # A view of each look that stayed would be dozens of pieces a look.
    assert done.grown(done.blocks) < done.looks
    assert faults(folders.history_file(), SECONDS) == []
