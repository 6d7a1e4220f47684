"""Bytes read as choices and numbers, so that whatever finds bytes finds sessions, histories and keys too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

WILD = (0.0, -0.0, 1e-300, 1e-9, 1.0, -1.0, 0.5, 30.0, 1e3, -1e3, 1e6, -1e6, 1e12, -1e12, 2.0**31, 1e-3)


class Dice:
    """Gives zeros once the bytes are used up."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> bool:
        return self._at < len(self._data)

    def whole(self, below: int) -> int:
        byte = self._data[self._at] if self.left else 0
        self._at += 1
        return byte % below

    def pick(self, among: Sequence[T]) -> T:
        return among[self.whole(len(among))]

    def share(self) -> float:
        """Return 0 to 1."""
        return (256 * self.whole(256) + self.whole(256)) / 65535.0

    def number(self, size: float = 1e3) -> float:
        """Return a number, now and then a wild one."""
        return self.pick(WILD) if self.whole(4) == 0 else (2.0 * self.share() - 1.0) * size

    def text(self) -> str:
        """Return up to 20 characters of any kind but halves of one and NUL, which no name on a command line has."""
        taken = self._data[self._at : self._at + 1 + self.whole(20)]
        self._at += len(taken)
        return taken.decode("utf-8", "replace").replace("\0", "")
