"""Make the picture of the README anew: ``python tests/make_picture.py``, after a change of what the window shows."""

from __future__ import annotations

import tempfile
from pathlib import Path

import cv2

from tpvision import app
from tpvision.app.plans import demo
from tpvision.core import engine
from tpvision.edges import folders
from tpvision.edges.camera import open_source
from tpvision.edges.trace import read_trace
from tpvision.edges.window import canvas, to_bgr
from tpvision.knowledge.words import Words
from tpvision.screens import session as session_screen
from tpvision.screens.theme import THEMES
from tpvision.settings import Settings
from tpvision.values import Plan

T_S = 18.0
"""In the middle of the bundled film's hold."""
PICTURE = Path(__file__).parent / "data" / "screenshot.jpg"

if __name__ == "__main__":
    plan, settings = demo(Plan(), Settings())
    film = str(folders.demo_film())
    with tempfile.TemporaryDirectory() as folder:
        app.analyze(film, Path(folder), plan, settings, False, lambda done, total: None)
        _, _, inputs = read_trace(Path(folder) / "trace.jsonl")
        state, surface = engine.begin(plan), canvas((1280, 720))
        with open_source(film, settings.camera) as source:
            for given in inputs:
                frame = source.read(1.0)
                state, view = engine.step(state, given, settings)
                if frame is not None and frame.t_s >= T_S:
                    break
    session_screen.draw(surface, frame.image_bgr, view, THEMES["dark"], Words.load("en"))
    cv2.imwrite(str(PICTURE), to_bgr(surface), [cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
