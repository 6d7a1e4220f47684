"""The annotated film: the session screen drawn off-screen, frame by frame."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from tpvision.edges.film_writer import FilmWriter
from tpvision.edges.picture import Picture
from tpvision.edges.window import canvas, pixels
from tpvision.knowledge.words import Words
from tpvision.screens import moment
from tpvision.screens.live import Around
from tpvision.screens.theme import THEMES
from tpvision.settings import Settings
from tpvision.values import Frame, View

SIZE_PX = (1280, 720)


class Annotator:
    """Draws each view as the window would and writes the film; use it in a ``with`` statement.

    Raises
    ------
    OutputError
        The film cannot be written; nothing is left then.
    """

    def __init__(self, path: Path, fps: float, settings: Settings) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._surface = canvas(SIZE_PX)
        self._writer = FilmWriter(path, fps, SIZE_PX)
        self._words = Words.load(settings.screen.language)
        self._theme = THEMES[settings.screen.theme]
        self._mirror = settings.screen.mirror

    def add(self, frame: Frame, view: View) -> None:
        """Draw and write one frame."""
        around = Around(mirror=self._mirror and not view.front)
        moment.draw(self._surface, Picture(frame.image_bgr), view, self._theme, self._words, around)
        self._writer.write(pixels(self._surface))

    def __enter__(self) -> Annotator:
        """Begin the film."""
        self._writer.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the film."""
        self._writer.__exit__(kind, error, trace)
