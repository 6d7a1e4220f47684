"""What is heard can be seen: each tone as a flash in a colour of its own meaning."""

from __future__ import annotations

import pytest

from tests.app.test_painter import FLASH_S, FRAME_S, Scene
from tests.screens.scenes import SEEK
from tpvision.edges.speaker.clips import SOUNDING
from tpvision.values import Cue, CueKind


@pytest.mark.parametrize("kind", CueKind)
def test_each_tone_has_its_flash_and_what_has_no_tone_has_none(kind: CueKind) -> None:
    scene = Scene()
    plain = scene.show(SEEK)[0]
    scene.painter.sounded(Cue(10.0, kind, "paused"))
    assert (scene.show(SEEK)[0] != plain) is (kind in SOUNDING)
    assert scene.show(SEEK, round(FLASH_S / FRAME_S) + 2)[-1] == plain
