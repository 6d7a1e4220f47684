"""What ``doctor`` examines: versions, models, cameras, display, sound, data."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tpvision import __version__
from tpvision.app.quiet import quiet
from tpvision.edges import folders
from tpvision.edges.models import MODELS, check_model
from tpvision.errors import TpvisionError, counted
from tpvision.settings import load

LIBRARIES = ("numpy", "opencv-contrib-python", "mediapipe", "pygame", "pygame-ce", "platformdirs", "typer", "rich")
QUIET_MEDIAPIPE = ((0, 10, 30), (0, 10, 33))
"""Releases that do not upload usage metrics."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined."""

    name: str
    found: str
    well: bool | None
    """``None`` for what is told, not judged: a computer without a camera can still play films."""


def examine(frame_to: Path | None) -> list[Check]:
    """Examine this computer.

    Parameters
    ----------
    frame_to
        Where to write one still frame of the camera; ``None`` takes no picture.
    """
    checks = [Check("tpvision", f"{__version__}, Python {platform.python_version()}, {platform.platform()}", None)]
    checks += [*_libraries(), *_models(), *_cameras(), _display(), _sound(), _settings(), *_data()]
    if frame_to is not None:
        checks.append(_frame(frame_to))
    return checks


def _libraries() -> Iterator[Check]:
    versions = {name: _version(name) for name in LIBRARIES}
    mediapipe = versions["mediapipe"]
    for name, version in versions.items():
        if version is not None and name != "mediapipe":
            yield Check(name, version, True)
    if _version("opencv-python") is not None:
        yield Check("opencv-python", "overwrites opencv-contrib-python: pip uninstall it, reinstall the other", False)
    if mediapipe is None:
        yield Check("mediapipe", "missing; install tpvision again", False)
        return
    number = tuple(int(part) for part in mediapipe.split(".")[:3] if part.isdecimal())
    quiet = QUIET_MEDIAPIPE[0] <= number <= QUIET_MEDIAPIPE[1]
    yield Check("mediapipe", mediapipe if quiet else f"{mediapipe} uploads usage metrics; install 0.10.33", quiet)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _models() -> Iterator[Check]:
    for name in MODELS:
        try:
            check_model(name, folders.models_folder())
            yield Check(name, "whole, as published (sha256)", True)
        except TpvisionError as error:
            yield Check(name, str(error), False)


def _cameras() -> Iterator[Check]:
    from tpvision.edges.camera import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        yield Check(f"camera {camera.number}", camera.name, True)
    if not cameras:
        yield Check("camera", "none found; films can be used, and a phone's camera by its address", None)


def _display() -> Check:
    from tpvision.edges.window import Window
    from tpvision.settings import ScreenSettings

    try:
        with Window(ScreenSettings(), (320, 180)) as window:
            return Check("display", window.driver, True)
    except TpvisionError as error:
        return Check("display", str(error), None)


def _sound() -> Check:
    from tpvision.edges.speaker import Speaker
    from tpvision.settings import SoundSettings

    speaker = Speaker(SoundSettings(), folders.sounds_folder(), "en", time.monotonic, quiet)
    try:
        return Check("sound", speaker.status or "a device, and all tones", None if speaker.status else True)
    finally:
        speaker.close()


def _settings() -> Check:
    try:
        path = folders.settings_file()
        load(path)
        return Check("settings", str(path) if path.exists() else "those that come with it", True)
    except TpvisionError as error:
        return Check("settings", str(error), False)


def _data() -> Iterator[Check]:
    from tpvision.edges.store import Store

    name = "data folder"
    try:
        yield Check(name, str(folders.data_folder()), True)
        name = "history"
        if folders.history_file().exists():
            with Store.open(folders.history_file()) as store:
                sessions = store.sessions()
            yield Check(name, counted(len(sessions), "session"), True)
        else:
            yield Check(name, "none yet", None)
    except TpvisionError as error:
        yield Check(name, str(error), False)
    yield from _privacy()


def _privacy() -> Iterator[Check]:
    yield Check("privacy", "no picture is stored, nothing is sent anywhere", None)
    if sys.platform == "win32":
        return
    import resource

    try:
        folder = folders.data_folder()
        # In a folder that is shut, it does not matter how its files are.
        reached = (folder, *folder.rglob("*")) if folder.stat().st_mode & 0o077 else ()
        open_to = [path.name for path in reached[1:] if path.lstat().st_mode & 0o077]
        shut = f"others can read {open_to[0]} in it; chmod -R go= '{folder}'" if open_to else "you alone can read it"
        yield Check("who can read", f"the data folder: {shut}", not open_to)
    except (TpvisionError, OSError) as error:
        yield Check("who can read", str(error), False)
    dumps = resource.getrlimit(resource.RLIMIT_CORE)[0] != 0
    yield Check("crashes", "may leave pictures on the disk" if dumps else "leave no picture on the disk", None)


def _frame(path: Path) -> Check:
    from tpvision.edges.camera import open_source
    from tpvision.edges.film_writer import write_still

    try:
        camera = load(folders.settings_file()).camera
        with open_source(camera.source, camera) as source:
            frame = source.read(5.0)
            if frame is None:
                return Check("still frame", source.status().message or "the camera gave no picture", False)
            write_still(path, frame.image_bgr)
            return Check("still frame", f"{frame.size_px[0]}x{frame.size_px[1]}, written to {path}", True)
    except TpvisionError as error:
        return Check("still frame", str(error), False)
