"""What every test stands on: no display, no speaker, a data folder of its own, and films where there are some."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before anything imports pygame.
os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a data folder of its own; a program that the test starts finds it too."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("TPVISION_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def clips() -> Path:
    """Return the folder of rendered films with their truth, which lies beside a developer's clone."""
    return _beside("clips")


@pytest.fixture(scope="session")
def footage() -> Path:
    """Return the folder of films of real people, which lies beside a developer's clone."""
    return _beside("footage")


def _beside(name: str) -> Path:
    folder = ROOT.parent / "shared" / name
    if not folder.is_dir():
        pytest.skip(f"../shared/{name} is not here")
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out and why."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"left out: {count} test{'s' * (count > 1)}: {reason}", yellow=True)
