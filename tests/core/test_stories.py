"""The stories of ``stories/*.txt``, each played and held against what the session does and says.

A story begins with ``== `` and what happens in it; the form of its lines is explained in ``story.py``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.story import tell

STORIES = {
    f"{path.stem}: {title}": script
    for path in sorted((Path(__file__).parent / "stories").glob("*.txt"))
    for title, _, script in (story.partition("\n") for story in path.read_text(encoding="utf-8").split("== ")[1:])
}


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str) -> None:
    tell(STORIES[name])


def test_there_are_enough_of_them() -> None:
    assert len(STORIES) >= 60
    assert all("->" in script for script in STORIES.values())
