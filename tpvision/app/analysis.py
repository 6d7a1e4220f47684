"""Films and traces through the engine, as fast as they go, and what came of it into files."""

from __future__ import annotations

import dataclasses
import math
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tpvision import __version__
from tpvision.core import engine
from tpvision.edges.power import quietest
from tpvision.edges.results import EstimateWriter, write_holds, write_summary
from tpvision.edges.trace import TraceWriter, read_trace
from tpvision.errors import InputError, OutputError
from tpvision.settings import Settings
from tpvision.values import Calibration, End, Hold, Input, Look, Plan, View


@dataclass(frozen=True, slots=True)
class Analysed:
    """What came of a film or a trace."""

    name: str
    frames: int
    first_s: float
    """Time of the first input; a camera's is not 0."""
    duration_s: float
    person_fraction: float
    """Share of the frames in which the person was seen."""
    contact_s: float
    """Time with the ball pressed."""
    holds: tuple[Hold, ...]
    events: tuple[tuple[float, str], ...]
    """Each change of phase and each cue, with its time."""
    sigma_cm: float | None
    """How well the ball's place was known, on average, one sigma of both axes together; ``None`` without contact."""
    calibration: Calibration | None
    """What was measured of person, camera and wall."""
    note: str | None
    """A sentence on what was wrong with the source, if anything was."""


class Tally:
    """Adds up the views of a run."""

    def __init__(self) -> None:
        self._frames = self._seen = self._pressed = 0
        self._sigma_sum_cm = 0.0
        self._contact_s = self._first_s = self._last_s = 0.0
        self._view: View | None = None
        self._events: list[tuple[float, str]] = []

    def add(self, given: Input, view: View) -> None:
        """Take in one step."""
        before = self._view
        if before is None:
            self._first_s = self._last_s = given.t_s
        if isinstance(given, Look):
            self._frames += 1
            self._seen += view.body is not None
            if view.ball is not None and view.ball.in_contact:
                self._contact_s += given.t_s - self._last_s
                self._sigma_sum_cm += math.hypot(view.ball.sigma_right_cm, view.ball.sigma_down_cm)
                self._pressed += 1
            self._last_s = given.t_s
        if before is None or view.phase is not before.phase:
            self._events.append((view.t_s, view.phase.value))
        self._events.extend(
            (cue.t_s, " ".join([cue.key, *(f"{n}={x:g}" for n, x in cue.numbers)])) for cue in view.cues
        )
        self._view = view

    @property
    def duration_s(self) -> float:
        """From the first to the last frame."""
        return self._last_s - self._first_s

    def result(self, name: str, note: str | None) -> Analysed:
        """Return the sums."""
        return Analysed(
            name=name,
            frames=self._frames,
            first_s=self._first_s,
            duration_s=self.duration_s,
            person_fraction=self._seen / self._frames if self._frames else 0.0,
            contact_s=self._contact_s,
            holds=self._view.holds if self._view else (),
            events=tuple(self._events),
            sigma_cm=self._sigma_sum_cm / self._pressed if self._pressed else None,
            calibration=self._view.calibration if self._view else None,
            note=note,
        )


def analyze(
    film: str,
    folder: Path,
    plan: Plan,
    settings: Settings,
    with_film: bool,
    progress: Callable[[int, int | None], None],
) -> Analysed:
    """Run a film or an image folder through the engine and write what came of it.

    Parameters
    ----------
    film
        A file or folder; a camera has no end and is refused.
    folder
        Gets ``estimates.csv``, ``holds.csv``, ``summary.json``, ``trace.jsonl`` and, ``with_film``, ``annotated.mp4``.
    progress
        Called with how many frames are done, and of how many if that is known.

    Raises
    ------
    InputError, ModelError, OutputError
        The film, the model or the folder cannot be used; the folder then holds what it held before.
    """
    from tpvision.app.sight import Sight
    from tpvision.edges.camera import open_source

    path = Path(film).expanduser().absolute()  # so that a film named "0" is no camera
    if "://" in film or not film or not path.exists():
        raise InputError(f"There is no film {film}; analyze takes films and folders of pictures.")
    try:
        str(folder.absolute()).encode()
    except UnicodeEncodeError:  # OpenCV would crash
        raise OutputError(f"The name {folder} has letters that are none; choose another folder.") from None
    tally = Tally()
    state = engine.begin(plan)
    with ExitStack() as stack:
        source = stack.enter_context(open_source(str(path), settings.camera))
        with on_one_processor():
            sight = stack.enter_context(Sight(plan, settings))
        part = stack.enter_context(_results(folder))
        estimates = stack.enter_context(EstimateWriter(part / "estimates.csv"))
        trace = stack.enter_context(TraceWriter(part / "trace.jsonl", settings, plan))
        draw = None
        view: View | None = None
        last_s = 0.0
        frame = source.read(1.0)
        looking = sight.start(frame, None) if frame else None
        while frame is not None and looking is not None:
            # The next frame waits at the model, so that it never waits for us.
            ahead = source.read(1.0)
            looking_ahead = sight.start(ahead, view) if ahead else None
            look = looking(view)
            state, view = engine.step(state, look, settings)
            last_s = look.t_s
            trace.add(look)
            estimates.add(view)
            tally.add(look, view)
            if with_film:
                if draw is None:
                    from tpvision.app.annotated import Annotator

                    draw = stack.enter_context(Annotator(part / "annotated.mp4", source.fps or 30.0, settings))
                draw.add(frame, view)
            progress(frame.index + 1, source.frame_count)
            frame, looking = ahead, looking_ahead
        end = End(last_s)
        state, view = engine.step(state, end, settings)
        trace.add(end)
        tally.add(end, view)
        result = tally.result(source.name, source.status().message)
        _write(result, part, plan, settings)
    return result


def replay(trace: Path, folder: Path | None) -> Analysed:
    """Run a trace through the engine; the same trace gives the same events, to the last bit.

    Parameters
    ----------
    trace
        Written by a session or an analysis.
    folder
        Gets the same files as an analysis; ``None`` writes nothing.

    Raises
    ------
    InputError, OutputError
        The trace cannot be read or the folder cannot be written.
    """
    settings, plan, inputs = read_trace(trace)
    state = engine.begin(plan)
    tally = Tally()
    with ExitStack() as stack:
        part = stack.enter_context(_results(folder)) if folder else None
        estimates = stack.enter_context(EstimateWriter(part / "estimates.csv")) if part else None
        given: Input | None = None
        for given in inputs:
            state, view = engine.step(state, given, settings)
            tally.add(given, view)
            if estimates is not None and isinstance(given, Look):
                estimates.add(view)
        if given is not None and not isinstance(given, End):
            end = End(given.t_s)
            state, view = engine.step(state, end, settings)
            tally.add(end, view)
        note = "The trace breaks off within its last line; that line is left out." if inputs.cut_off else None
        result = tally.result(trace.name, note)
        if part is not None:
            _write(result, part, plan, settings)
    return result


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Let all threads that are begun in the block, and theirs, share one processor, where the system can (Linux).

    MediaPipe hands each picture from thread to thread; when the next one first has to be woken on another processor,
    a film takes 6 % longer.
    """
    if sys.platform != "linux":
        yield
        return
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {quietest(mine)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


@contextmanager
def _results(folder: Path) -> Iterator[Path]:
    """Give a folder to write results into; all of them come into ``folder`` together, when the block ends well."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    except OSError as error:
        raise OutputError(f"The folder {folder} cannot be written to ({error.strerror}); choose another.") from error
    try:
        yield part
        try:
            for path in sorted(part.iterdir()):
                os.replace(path, folder / path.name)
        except OSError as error:
            raise OutputError(
                f"{folder / path.name} cannot be replaced ({error.strerror}); close it or choose another folder."
            ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write(result: Analysed, folder: Path, plan: Plan, settings: Settings) -> None:
    write_holds(folder / "holds.csv", result.holds)
    write_summary(folder / "summary.json", summary(result, plan, settings))


def summary(result: Analysed, plan: Plan, settings: Settings) -> dict[str, Any]:
    """Return what ``summary.json`` holds."""
    phases = Counter(hold.ended_by for hold in result.holds)
    return {
        "tpvision": __version__,
        "source": result.name,
        "frames": result.frames,
        "duration_s": round(result.duration_s, 3),
        "person_seen_fraction": round(result.person_fraction, 4),
        "contact_s": round(result.contact_s, 3),
        "holds": len(result.holds),
        "held_s": round(sum(hold.held_s for hold in result.holds), 3),
        "holds_ended_by": dict(phases),
        "zone": plan.zone.key if plan.zone else None,
        "side": plan.side.value if plan.side else None,
        "hold_goal_s": settings.session.hold_s,
        "sigma_cm": None if result.sigma_cm is None else round(result.sigma_cm, 3),
        "calibration": dataclasses.asdict(result.calibration) if result.calibration else None,
        "note": result.note,
    }
