"""Write every screen as a picture: ``make screenshots``, or ``python -m tests.make_screens FOLDER [--readme]``.

With ``--readme`` the pictures of the README are made anew as well; one of them is of the bundled film.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

SIZES = ((1280, 720), (1920, 1080))
DATA = Path(__file__).parent / "data"
OF_README = {"screenshot_tense": "page_tense", "screenshot_history": "page_detail"}
T_S = 18.0
"""In the middle of the bundled film's hold."""


def main(folder: Path, readme: bool) -> None:
    """Draw every screen in each language and size into a folder."""
    import cv2

    from tests.app.menu.kit import desk_in
    from tests.screens.every import lived, screens
    from tpvision.edges.window import canvas, to_bgr
    from tpvision.knowledge.words import languages
    from tpvision.screens.theme import DARK

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["TPVISION_HOME"] = home
        lived()
        for language in languages():
            desk = desk_in(language)
            for name, draw in screens().items():
                for size in SIZES:
                    surface = canvas(size)
                    draw(surface, DARK, desk)
                    cv2.imwrite(str(folder / f"{name}_{size[1]}_{language}.png"), to_bgr(surface))
        print(f"Every screen is in {folder}.")
        if readme:
            jpeg = [cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
            for name, screen in OF_README.items():
                cv2.imwrite(str(DATA / f"{name}.jpg"), cv2.imread(str(folder / f"{screen}_720_en.png")), jpeg)
            cv2.imwrite(str(DATA / "screenshot.jpg"), hold(), jpeg)


def hold() -> object:
    """Return a picture of the bundled film's hold, as the window shows it."""
    from tpvision import app
    from tpvision.app.plans import demo
    from tpvision.core import engine
    from tpvision.edges import folders
    from tpvision.edges.camera import open_source
    from tpvision.edges.picture import Picture
    from tpvision.edges.trace import read_trace
    from tpvision.edges.window import canvas, to_bgr
    from tpvision.knowledge.words import Words
    from tpvision.screens import moment
    from tpvision.screens.live import Around
    from tpvision.screens.theme import DARK
    from tpvision.settings import Settings
    from tpvision.values import Plan

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
    assert frame is not None
    moment.draw(surface, Picture(frame.image_bgr), view, DARK, Words.load("en"), Around())
    return to_bgr(surface)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--readme" in sys.argv[2:])
