"""Where pictures come from: a webcam, a film, a folder of pictures or a camera in the network.

``open_source`` is the door. A live source reads in a thread of its own and keeps one picture, the
newest; it counts what nobody took, says when no picture comes and connects again by itself. A film or
a folder gives every picture, in order; a thread decodes a few ahead.
"""

from __future__ import annotations

import re
from pathlib import Path

from tpvision.edges.camera.colour import to_rgb
from tpvision.edges.camera.live import LiveSource, Paced
from tpvision.edges.camera.network import open_network
from tpvision.edges.camera.recording import Film, Folder, RecordedSource
from tpvision.edges.camera.source import Source
from tpvision.edges.camera.webcam import CameraInfo, list_cameras, open_webcam
from tpvision.errors import InputError
from tpvision.settings import CameraSettings

__all__ = ["CameraInfo", "Source", "list_cameras", "open_source", "to_rgb"]


def open_source(address: str, settings: CameraSettings, *, as_live: bool = False) -> Source:
    """Open what an address names.

    Parameters
    ----------
    address
        A webcam's number ("0") or a part of its name ("logi"), a film, a folder of pictures (taken in
        the natural order of their names at ``settings.fps``), or the address of a camera in the
        network: ``http://`` or ``https://`` (MJPEG), ``rtsp://``.
    settings
        The size and frame rate that are asked of a webcam.
    as_live
        Play a film or a folder at its own pace, as if it were a camera: the newest picture, drops
        counted, times of the clock. It begins with the first ``read`` and, unlike a camera, it ends.

    Raises
    ------
    InputError
        The address means nothing, or the film or folder cannot be used.
    CameraError
        The camera is not there, is in use or does not answer.
    """
    address = address.strip()
    if not address:
        raise InputError("No source was given; name a camera's number, a film, a folder or an address.")
    if "://" in address:
        return open_network(address)
    if address.isdecimal():
        return open_webcam(address, settings)
    path = Path(address).expanduser()
    try:
        str(path.resolve()).encode()
    except UnicodeEncodeError:  # OpenCV would crash
        raise InputError(f"The name {address} has letters that are none; give it another name.") from None
    if path.is_dir():
        recording: Film | Folder = Folder(path, settings.fps)
    elif path.exists():
        recording = Film(path, settings.fps)
    elif re.search(r"[/\\]|\.\w{2,4}$", address):
        raise InputError(f"There is no file or folder {address}; check its name.")
    else:
        return open_webcam(address, settings)
    if as_live:
        return LiveSource(recording.name, Paced(recording), fps=recording.fps)
    return RecordedSource(recording)
