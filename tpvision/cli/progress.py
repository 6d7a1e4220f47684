"""How far something is, on the terminal (rich)."""

from __future__ import annotations

from tpvision.errors import plain


class Progress:
    """A progress bar, where there is a terminal; it appears with the first frame."""

    def __init__(self, name: str, unit: str = "frames", every: int = 10) -> None:
        """Take what it is about, and after how many the bar is drawn again."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        text = TextColumn("{task.description}", markup=False)
        console = Console(stderr=True)
        columns = (text, BarColumn(), f"{{task.completed}} {unit}", TimeRemainingColumn())
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._bar.add_task(plain(name), total=None)
        self._every = every

    def __enter__(self) -> Progress:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()

    def __call__(self, done: int, total: int | None) -> None:
        """Show that so many are done, of so many if that is known."""
        self._bar.start()
        # Once every few frames; drawing it is not what the time is for.
        if done % self._every == 0 or done == total:
            self._bar.update(self._task, completed=done, total=total)
