"""Where things lie: what tpvision brings with it, and what it keeps for the person (platformdirs)."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from tpvision.errors import OutputError

PACKAGE = Path(__file__).resolve().parents[1]


def models_folder() -> Path:
    """Return the folder of the pose models."""
    return _brought("models")


def sounds_folder() -> Path:
    """Return the folder of the tones."""
    return _brought("sounds")


def demo_film() -> Path:
    """Return the bundled film."""
    return PACKAGE / "demo.mp4"


def demo_told() -> Path:
    """Return the file that tells height, ball and start of the bundled film."""
    return PACKAGE / "demo.json"


def data_folder() -> Path:
    """Return the folder of what is kept, made for this user alone if it was not there.

    It is the one that the environment variable ``TPVISION_HOME`` names, else the platform's own.

    Raises
    ------
    OutputError
        It cannot be made.
    """
    home = os.environ.get("TPVISION_HOME")
    return _private(Path(home).expanduser() if home else platformdirs.user_data_path("tpvision", appauthor=False))


def settings_file() -> Path:
    """Return where the settings lie; the file need not exist."""
    return data_folder() / "settings.toml"


def history_file() -> Path:
    """Return where the history lies; the file need not exist."""
    return data_folder() / "history.sqlite3"


def traces_folder() -> Path:
    """Return the folder of kept traces, made if it was not there."""
    return _private(data_folder() / "traces")


def programs_folder() -> Path:
    """Return the folder of the programs that the person writes, made if it was not there."""
    return _private(data_folder() / "programs")


def _brought(name: str) -> Path:
    # A wheel carries the folder inside the package; in a checkout it lies beside it.
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def _private(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The data folder {folder} cannot be made ({error.strerror}); "
            "set TPVISION_HOME to a folder that you can write to."
        ) from error
    return folder
