"""The live run: what is drawn, what keys do, what is kept, what may fail without ending it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pygame
import pytest

from tests.app.conftest import Demo
from tests.app.kit import ScriptedWindow, Stage, StageSight, close_window, files_up_to, press
from tests.core.live import up
from tests.core.people import SIZE_PX, pose
from tpvision.app import analysis
from tpvision.app.live import Ending, Parts, Session
from tpvision.edges import folders
from tpvision.edges.store import Session as Kept
from tpvision.edges.store import Store
from tpvision.edges.trace import read_trace
from tpvision.errors import ModelError
from tpvision.settings import PrivacySettings, Settings, SoundSettings
from tpvision.values import CommandKind, Frame, Hold, Look, MeasureStep, Phase, Plan, Purpose, View

SILENT = Settings(sound=SoundSettings(on=False))


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """No thread outlives its session, and no event waits for the next test."""
    yield
    assert not [thread for thread in threading.enumerate() if thread.name == "landmarker"]
    pygame.quit()


class Live:
    """A session on the stage."""

    def __init__(
        self,
        demo: Demo,
        settings: Settings = SILENT,
        frames: slice = slice(None),
        purpose: Purpose = Purpose.SESSION,
        profile: str | None = None,
    ) -> None:
        self.stage = Stage(demo.looks[frames])
        self.plan, self.settings, self.profile = replace(demo.plan, purpose=purpose), settings, profile
        self.parts = Parts(sight=self.stage.sight, draw=self.stage.draw)

    def run(self, *script: tuple[Callable[[], bool], Callable[[], object]], notice: str | None = None) -> Session:
        with ScriptedWindow(script) as opened:
            self.session = Session(opened, self.stage.source, self.plan, self.settings, self.parts, self.profile)
            self.outcome = self.session.run(notice)
            self.result = self.outcome.result
            assert opened.script_done
        return self.session

    def at(self, t_s: float) -> Callable[[], bool]:
        """Return what says whether the picture of that time was drawn."""
        return lambda: bool(self.stage.shown) and self.stage.shown[-1].view.t_s >= t_s

    def phase(self, *phases: Phase) -> Callable[[], bool]:
        return lambda: bool(self.stage.shown) and self.stage.shown[-1].view.phase in phases

    def measuring(self, step: MeasureStep) -> Callable[[], bool]:
        def there() -> bool:
            now = self.stage.shown[-1].view.measuring if self.stage.shown else None
            return now is not None and now.step is step

        return there

    def phases(self) -> list[Phase]:
        """Return the phases that were drawn, in their order."""
        found: list[Phase] = []
        for shown in self.stage.shown:
            if not found or shown.view.phase is not found[-1]:
                found.append(shown.view.phase)
        return found


def history() -> tuple[list[Kept], list[list[Hold]]]:
    store = Store.open(folders.history_file())
    sessions = store.sessions()
    holds = [store.holds(session.id) for session in sessions]
    store.close()
    return sessions, holds


@pytest.fixture
def live(demo: Demo) -> Live:
    return Live(demo)


@pytest.mark.film
class TestSession:
    def test_the_overlay_belongs_to_the_picture_under_it(self, live: Live) -> None:
        live.run()
        drawn = [shown for shown in live.stage.shown if shown.index is not None]
        assert sorted({shown.index for shown in drawn}) == list(range(len(live.stage.looks)))
        assert all(shown.view.t_s == live.stage.looks[shown.index].t_s for shown in drawn)

    def test_it_ends_with_its_film_and_finds_what_an_analysis_finds(self, live: Live, demo: Demo) -> None:
        live.run()
        assert live.result.holds == demo.result.holds
        assert live.result.events == demo.result.events
        assert live.result.frames == demo.result.frames
        assert live.outcome.ending is Ending.DONE
        (kept,), (holds,) = history()
        assert (kept.source, kept.zone, kept.side) == ("stage", "", "")
        assert tuple(holds) == demo.result.holds

    def test_pause_stands_still_until_it_is_pressed_again(self, live: Live) -> None:
        live.run((live.at(16.0), press(pygame.K_p)), (live.at(18.0), press(pygame.K_p)), (live.at(19.0), close_window))
        phases = live.phases()
        at = phases.index(Phase.PAUSED)
        assert phases.count(Phase.PAUSED) == 1
        assert phases[at - 1] is Phase.HOLD
        assert len(phases) > at + 1
        paused = [shown for shown in live.stage.shown if shown.view.phase is Phase.PAUSED]
        assert paused[0].view.t_s == pytest.approx(16.0, abs=0.1)
        assert paused[-1].view.t_s == pytest.approx(18.0, abs=0.1)

    def test_a_film_that_is_over_while_it_is_paused_stands_still_until_one_goes_on(self, live: Live) -> None:
        ended = iter(range(10))

        def over() -> bool:
            """Say whether the film was over for some pictures."""
            gone = all(thread.name != "landmarker" for thread in threading.enumerate())
            return bool(live.stage.shown) and gone and next(ended) == 9

        live.run((live.at(16.0), press(pygame.K_p)), (over, press(pygame.K_RETURN)))
        assert live.outcome.ending is Ending.DONE
        assert live.stage.shown[-1].index == len(live.stage.looks) - 1

    def test_here_takes_the_place_where_the_ball_is_as_the_spot(self, live: Live) -> None:
        live.run((live.at(10.5), press(pygame.K_SPACE)), (live.at(14.0), close_window))
        before = [shown.view for shown in live.stage.shown if shown.view.t_s < 10.4]
        assert all(view.target is None for view in before)
        target = live.stage.shown[-1].view.target
        ball = next(shown.view.ball for shown in live.stage.shown if shown.view.t_s >= 10.5)
        assert target is not None
        assert ball is not None
        assert target.right_cm == pytest.approx(ball.right_cm, abs=1.0)
        assert target.down_cm == pytest.approx(ball.down_cm, abs=1.0)

    def test_stop_ends_the_hold_and_enter_then_leaves(self, live: Live) -> None:
        live.run((live.at(20.0), press(pygame.K_s)), (live.phase(Phase.STOPPED), press(pygame.K_RETURN)))
        assert live.phases()[-1] is Phase.STOPPED
        assert live.outcome.ending is Ending.BACK
        (kept,), ((hold,),) = history()
        assert hold.ended_by == "stop"
        assert kept.ended_by == "stopped"
        assert live.stage.shown[-1].view.t_s < 20.5

    def test_q_leaves_the_program(self, live: Live) -> None:
        live.run((live.at(1.0), press(pygame.K_q)))
        assert live.outcome.ending is Ending.QUIT
        assert live.stage.shown[-1].view.t_s < 1.5

    def test_escape_leaves_before_there_is_a_picture(self, demo: Demo) -> None:
        live = Live(demo)
        live.stage.source.seen(5)  # so that it never gives the first
        live.run((lambda: bool(live.stage.shown), press(pygame.K_ESCAPE)))
        assert [shown.index for shown in live.stage.shown] == [None]
        (kept,), (holds,) = history()
        assert (kept.ended_by, holds) == ("get ready", [])

    def test_closing_the_window_keeps_the_session_and_the_running_hold(self, live: Live) -> None:
        live.run((live.at(20.0), close_window))
        assert live.outcome.ending is Ending.QUIT
        (kept,), ((hold,),) = history()
        assert kept.ended_by is not None
        assert hold == live.result.holds[0]
        assert hold.end_s == pytest.approx(20.0, abs=0.2)
        assert 6.0 < hold.held_s <= hold.end_s - hold.start_s

    @pytest.mark.parametrize("left", [KeyboardInterrupt, SystemExit, RuntimeError])
    def test_however_it_ends_the_running_hold_is_kept(self, live: Live, left: type[BaseException]) -> None:
        def leave() -> None:
            raise left

        with pytest.raises(left):
            live.run((live.at(20.0), leave))
        (kept,), ((hold,),) = history()
        assert kept.ended_by is not None
        assert hold.end_s == pytest.approx(20.0, abs=0.2)

    @pytest.mark.parametrize("fault", [ModelError("The model is gone; install tpvision again."), RuntimeError("odd")])
    def test_a_fault_of_the_worker_ends_the_session(self, demo: Demo, fault: Exception) -> None:
        class Blind(StageSight):
            def look(self, frame: Frame, view: View | None) -> object:
                if frame.index == 5:
                    raise fault
                return super().look(frame, view)

        live = Live(demo)
        live.parts = Parts(sight=lambda *_: Blind(live.stage.looks), draw=live.stage.draw)
        with pytest.raises(type(fault), match=str(fault)):
            live.run()
        assert len(history()[0]) == 1

    def test_a_kept_trace_tells_the_session_again(self, demo: Demo) -> None:
        live = Live(demo, Settings(sound=SoundSettings(on=False), privacy=PrivacySettings(keep_trace=True)))
        live.run((live.at(10.5), press(pygame.K_SPACE)), (live.at(20.0), close_window))
        (trace,) = folders.traces_folder().iterdir()
        settings, plan, inputs = read_trace(trace)
        assert (settings, plan) == (live.settings, demo.plan)
        times_s = [item.t_s for item in inputs]
        assert times_s == sorted(times_s)
        again = analysis.replay(trace, None)
        assert again.events == live.result.events
        assert again.holds == live.result.holds

    def test_escape_pauses_first_then_ends_then_leaves_and_nothing_is_lost(self, live: Live) -> None:
        live.run(
            (live.at(20.0), press(pygame.K_ESCAPE)),
            (live.phase(Phase.PAUSED), press(pygame.K_ESCAPE)),
            (live.phase(Phase.STOPPED), press(pygame.K_ESCAPE)),
        )
        assert live.phases()[-3:] == [Phase.HOLD, Phase.PAUSED, Phase.STOPPED]
        assert live.outcome.ending is Ending.BACK
        (kept,), ((hold,),) = history()
        assert kept.ended_by == "stopped"
        assert hold.end_s == pytest.approx(20.0, abs=0.2)

    def test_enter_goes_on_from_a_pause(self, live: Live) -> None:
        live.run(
            (live.at(16.0), press(pygame.K_ESCAPE)),
            (live.phase(Phase.PAUSED), press(pygame.K_RETURN)),
            (live.at(17.0), close_window),
        )
        assert live.phases()[-2] is Phase.PAUSED

    def test_help_pauses_and_a_second_time_does_not_go_on(self, live: Live) -> None:
        live.run((live.at(16.0), press(pygame.K_h)), (live.at(17.0), press(pygame.K_h)), (live.at(18.0), close_window))
        assert live.phases()[-1] is Phase.PAUSED

    def test_a_notice_stands_for_a_while(self, live: Live) -> None:
        live.run((live.at(10.0), close_window), notice="There is no camera.")
        said = {shown.view.t_s for shown in live.stage.shown if shown.message == "There is no camera."}
        assert min(said) == 0.0
        assert 5.0 < max(said) < 7.0


def test_a_raised_hand_leaves_what_is_over_but_not_at_once() -> None:
    """Stopped at 1 s; the right hand is up at 2 s, as when both come down after a stop, and again at 6 s."""
    looks = [
        Look(k / 15, SIZE_PX, (pose(joints=up("right") if 2.0 < k / 15 < 3.5 or k / 15 > 6.0 else None),))
        for k in range(150)
    ]
    stage = Stage(looks)
    stopped = [(lambda: bool(stage.shown) and stage.shown[-1].view.t_s >= 1.0, press(pygame.K_s))]
    with ScriptedWindow(stopped) as opened:
        parts = Parts(sight=stage.sight, draw=stage.draw)
        outcome = Session(opened, stage.source, Plan(live=True), SILENT, parts).run(None)
    assert outcome.ending is Ending.BACK
    assert 6.5 < outcome.view.t_s < 7.5


class Said:
    """Ears that hear a word as soon as the session is stopped."""

    status = None
    listening = True

    def __init__(self, kind: CommandKind, stage: Stage) -> None:
        self.kind, self.stage = kind, stage

    def __call__(self, *_: object) -> Said:
        return self

    def __enter__(self) -> Said:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def take(self, *_: object) -> list[CommandKind]:
        return [self.kind] if self.stage.shown[-1].view.phase is Phase.STOPPED else []


@pytest.mark.parametrize(("kind", "leaves"), [(CommandKind.NEXT, True), (CommandKind.PAUSE, False)])
def test_next_said_leaves_what_is_over(kind: CommandKind, leaves: bool) -> None:
    stage = Stage([Look(k / 15, SIZE_PX, (pose(),)) for k in range(40)])
    stopped = [(lambda: bool(stage.shown) and stage.shown[-1].view.t_s >= 1.0, press(pygame.K_s))]
    with ScriptedWindow(stopped) as opened:
        parts = Parts(sight=stage.sight, draw=stage.draw, ears=Said(kind, stage))  # type: ignore[arg-type]
        Session(opened, stage.source, Plan(live=True), SILENT, parts).run(None)
    assert (stage.shown[-1].view.t_s < 1.5) is leaves


@pytest.mark.film
class TestHistoryThatFails:
    def test_locked_from_the_beginning(self, live: Live, demo: Demo) -> None:
        Store.open(folders.history_file()).close()
        other = sqlite3.connect(folders.history_file(), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        live.run()
        other.close()
        assert live.result.holds == demo.result.holds
        assert live.result.note is not None
        assert "is in use; close the other program that has it open" in live.result.note
        assert live.stage.shown[0].message == live.result.note
        assert history() == ([], [])

    def test_locked_for_a_while_it_gets_its_holds_in_the_end(self, live: Live, demo: Demo) -> None:
        with ExitStack() as stack:
            other = sqlite3.connect(folders.history_file(), isolation_level=None)
            stack.callback(other.close)
            live.run(
                (live.at(11.0), lambda: other.execute("BEGIN IMMEDIATE")),
                (live.at(27.0), lambda: other.execute("ROLLBACK")),
            )
        assert any("is in use" in (shown.message or "") for shown in live.stage.shown)
        (kept,), (holds,) = history()
        assert kept.ended_by is not None
        assert tuple(holds) == demo.result.holds

    @pytest.mark.parametrize("keep_trace", [False, True])
    def test_on_a_full_disk(self, demo: Demo, keep_trace: bool) -> None:
        live = Live(demo, Settings(sound=SoundSettings(on=False), privacy=PrivacySettings(keep_trace=keep_trace)))
        with files_up_to(50_000):
            live.run()
        assert live.result.holds == demo.result.holds
        assert live.result.note is not None

    def test_a_folder_that_cannot_be(self, live: Live, home: Path) -> None:
        home.rmdir()
        home.write_text("in its place")
        live.run((live.at(1.0), close_window))
        assert live.result.note is not None
        assert live.result.note.endswith("set TPVISION_HOME to a folder that you can write to.")
