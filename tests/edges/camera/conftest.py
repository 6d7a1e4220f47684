"""What the tests of all sources share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges.film_kit import picture, write_film


@pytest.fixture(autouse=True)
def _threads_end() -> Iterator[None]:
    """No reader outlives its source."""
    yield
    for thread in threading.enumerate():
        if thread.name.startswith(("camera ", "film ")):
            thread.join(5)
            assert not thread.is_alive(), thread.name


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_film(tmp_path / "grey.mp4", [picture(20 * i) for i in range(1, 11)])
