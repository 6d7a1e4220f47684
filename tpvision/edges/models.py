"""The pose models: are they there, and are they the published ones? (hashlib)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tpvision.errors import ModelError

MODELS: dict[str, tuple[int, str]] = {
    "pose_landmarker_full.task": (9_398_198, "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"),
    "pose_landmarker_lite.task": (5_777_746, "59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a"),
}
"""File name -> its size in bytes and its sha256, as published."""

_REMEDY = "install tpvision again (in a clone: git checkout -- models)."


def check_model(name: str, folder: Path) -> Path:
    """Return the path of a model after making sure that it is the published one.

    Parameters
    ----------
    name
        A key of ``MODELS``.
    folder
        Where it should lie.

    Raises
    ------
    ModelError
        It is missing, unreadable, cut off or another file.
    """
    size_bytes, sha256 = MODELS[name]
    path = folder / name
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelError(f"The pose model {path} is missing; {_REMEDY}") from error
    except OSError as error:
        raise ModelError(f"The pose model {path} cannot be read ({error.strerror}); {_REMEDY}") from error
    if len(content) < size_bytes:
        raise ModelError(f"The pose model {path} is cut off ({len(content)} of {size_bytes} bytes); {_REMEDY}")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"The pose model {path} is not the published one (its sha256 differs); {_REMEDY}")
    return path
