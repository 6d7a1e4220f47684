"""What is heard can be seen: each tone as a flash, each sentence as a caption."""

from __future__ import annotations

import pytest

from tests.app.test_painter import FLASH_S, FRAME_S, Scene
from tests.core.live import GUIDED, Run
from tests.screens.scenes import SEEK
from tpvision.edges.speaker.clips import SOUNDING
from tpvision.values import Command, CommandKind, Cue, CueKind, Phase


@pytest.mark.parametrize("kind", CueKind)
def test_each_tone_has_its_flash_and_what_has_no_tone_has_none(kind: CueKind) -> None:
    scene = Scene()
    plain = scene.show(SEEK)[0]
    scene.painter.sounded(Cue(10.0, kind, "paused"))
    assert (scene.show(SEEK)[0] != plain) is (kind in SOUNDING)
    assert scene.show(SEEK, round(FLASH_S / FRAME_S) + 2)[-1] == plain


def test_what_is_said_in_a_session_is_its_caption_then() -> None:
    run = Run(GUIDED)
    run.stay(3.0)
    run.lean()
    run.until(Phase.HOLD)
    for kind in (CommandKind.PAUSE, CommandKind.STOP):
        run.give(Command(run.t_s, kind))
        run.stay(0.5)
    said = [(view, cue) for view in run.views for cue in view.cues if cue.kind is not CueKind.TICK]
    assert {"get_ready", "hold_begin", "paused", "stopped"} <= {cue.key for _, cue in said}
    for view, cue in said:
        assert view.caption == [each for each in view.cues if each.kind is not CueKind.TICK][-1], cue.key
