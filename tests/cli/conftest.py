"""The tool, run within a test."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.kit import Said, Tool
from tpvision import cli


@pytest.fixture
def tp(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Return the tool, run within the test, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Said:
        capfd.readouterr()
        try:
            code = cli.run([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        return Said(code, *capfd.readouterr())

    return run
