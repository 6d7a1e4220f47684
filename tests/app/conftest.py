"""The bundled film, analyzed once for all tests of this folder, and what its person told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tpvision.app import analysis, plans
from tpvision.edges import folders
from tpvision.edges.trace import read_trace
from tpvision.settings import Settings
from tpvision.values import Look, Plan


@dataclass(frozen=True)
class Demo:
    """The bundled film's analysis."""

    folder: Path
    plan: Plan
    result: analysis.Analysed
    progress: list[tuple[int, int | None]]
    looks: list[Look]
    """What its frames show."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "new" / "out"
    plan = plans.make(folders.demo_told(), "demo", None, None, None, None, None, None)
    progress: list[tuple[int, int | None]] = []
    film = str(folders.demo_film())
    result = analysis.analyze(film, folder, plan, Settings(), False, lambda *done: progress.append(done))
    looks = [item for item in read_trace(folder / "trace.jsonl")[2] if isinstance(item, Look)]
    return Demo(folder, plan, result, progress, looks)
