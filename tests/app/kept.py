"""Sessions of the stories, kept as the window keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.core.story import PLANS, Stage, ball, body, tell
from tpvision.app.keeper import Keeper
from tpvision.core import cues as cues_room
from tpvision.core import session as session_room
from tpvision.settings import Settings
from tpvision.values import Input, View


@dataclass
class KeptStage(Stage):
    """A session under way that is kept."""

    keeper: Keeper | None = None
    view: View | None = None

    def give(self, given: Input) -> None:
        before = self.state
        person = body(given.t_s, self.at_cm) if self.seen else None
        pressed = ball(given.t_s, *self.contact, self.sigma_cm) if self.seen and self.contact else None
        self.state, report = session_room.step(before, given, person, pressed, self.doses)
        self.said, said = cues_room.step(self.said, before, self.state, report, self.doses)
        self.cues.extend(said)
        self.view = View(
            self.state.now_s,
            (640, 480),
            self.state.phase,
            ball=pressed,
            target=report.target,
            cues=said,
            hold=report.progress,
            holds=self.state.holds,
            spots=self.state.spots,
            steps=session_room.steps_of(self.plan, self.doses, self.state.limits),
            step=self.state.index,
            tenderness=self.state.tenderness,
        )
        assert self.keeper is not None
        self.keeper.keep(given, self.view)


@contextmanager
def kept(plan: str, profile: str | None = "me") -> Iterator[KeptStage]:
    """Give the stage of a plan of the stories; the history is closed with the block, but the session not ended."""
    with ExitStack() as stack:
        named, doses = PLANS[plan]
        keeper = Keeper("camera 0", named, Settings(session=doses), profile, stack)
        yield KeptStage(named, doses, keeper=keeper)
        assert keeper.message is None


def play(script: str, profile: str | None = "me") -> KeptStage:
    """Play a whole story, whose first line names its plan, and end its session."""
    first, _, rest = script.strip().partition("\n")
    with kept(first.removeprefix("plan").strip(), profile) as stage:
        tell(rest, stage)
        assert stage.keeper is not None
        stage.keeper.end(stage.state.phase.value)
    return stage
