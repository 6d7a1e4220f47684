"""Everything is found, and what is kept is kept for its owner alone."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from tpvision.edges import folders
from tpvision.errors import OutputError


def test_what_tpvision_brings_is_found() -> None:
    assert (folders.models_folder() / "pose_landmarker_full.task").is_file()
    assert (folders.sounds_folder() / "README.md").is_file()
    assert folders.demo_film().stat().st_size < 4 * 2**20
    assert folders.demo_told().is_file()


def test_what_a_wheel_brings_is_found_inside_the_package(tmp_path: Path) -> None:
    package = tmp_path / "tpvision"
    for name in ("models", "sounds"):
        (package / name).mkdir(parents=True)
    (package / "edges").mkdir()
    for name in ("__init__.py", "errors.py", "edges/__init__.py", "edges/folders.py"):
        shutil.copy(folders.PACKAGE / name, package / name)
    code = "from tpvision.edges import folders; print(folders.models_folder(), folders.sounds_folder(), sep='\\n')"
    found = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert [Path(line) for line in found.stdout.splitlines()] == [package / "models", package / "sounds"]


def test_the_named_data_folder_is_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPVISION_HOME", str(home / "deep" / "down"))
    assert folders.data_folder() == home / "deep" / "down"
    assert folders.traces_folder().is_dir()
    for file in (folders.settings_file(), folders.history_file()):
        assert file.parent == folders.data_folder()
        assert not file.exists()


def test_without_a_name_the_platforms_folder_is_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TPVISION_HOME")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda name, appauthor: home / name)
    assert folders.data_folder() == home / "tpvision"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_a_new_data_folder_is_the_users_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TPVISION_HOME", str(home / "new"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folders.data_folder(), folders.traces_folder())} == {0o700}


def test_a_data_folder_that_cannot_be_made_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").touch()
    monkeypatch.setenv("TPVISION_HOME", str(home / "file" / "folder"))
    with pytest.raises(OutputError, match="set TPVISION_HOME to a folder"):
        folders.data_folder()
