"""Many films at once: each in a process of its own, here or on a cluster, and one table of all.

A film that fails does not stop the others. Its fault comes back as a sentence, as any other result does.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from tpvision.app import analysis
from tpvision.app.analysis import Analysed
from tpvision.edges.archive import no_formula
from tpvision.edges.results import write_table
from tpvision.errors import TpvisionError, plain, printable
from tpvision.settings import Settings
from tpvision.values import Plan

COLUMNS = (
    "film",
    "folder",
    "frames",
    "duration_s",
    "person_seen_fraction",
    "contact_s",
    "holds",
    "held_s",
    "zone",
    "side",
    "hold_goal_s",
    "sigma_cm",
    "note",
    "fault",
)
"""Of the table: those between folder and fault are as in ``summary.json``."""


@dataclass(frozen=True, slots=True)
class Job:
    """A film and where its results go."""

    film: str
    folder: Path
    plan: Plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a film: a result or a fault."""

    job: Job
    result: Analysed | None
    fault: str | None = None
    """A sentence."""
    exit_code: int = 0


ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
"""Ctrl-C, an end that is asked for, a log-out."""

Pool = Callable[[], AbstractContextManager[Executor]]


def cores() -> int:
    """Return how many processors this program may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Give so many processes; when the block is interrupted, what runs in them is put in order first."""
    # Forked, a process would share locks that threads of this one hold.
    spawn = multiprocessing.get_context("spawn")
    if sys.platform != "win32":
        # Python's own helper lives on through Ctrl-C, but not through a log-out: it would complain when all is over.
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        resource_tracker.ensure_running()
        signal.signal(signal.SIGHUP, before)
    own = spawn.SimpleQueue()
    if sys.platform == "linux" and count <= cores():
        mine = sorted(os.sched_getaffinity(0))
        for k in range(count):
            own.put(mine[k::count])
    executor = ProcessPoolExecutor(count, mp_context=spawn, initializer=_begin, initargs=(own,))
    try:
        yield executor
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def analyze_all(
    jobs: Sequence[Job], settings: Settings, with_film: bool, pool: Pool, done: Callable[[Outcome], object]
) -> list[Outcome]:
    """Analyze films side by side; see ``tpvision.app.analysis.analyze``.

    Parameters
    ----------
    jobs
        Each with a folder of its own. On a cluster, the same paths must lead to films and folders everywhere.
    pool
        Gives an executor in a ``with`` block; asked again when a process died and took its pool along.
    done
        Called with each outcome as it comes.

    Returns
    -------
    The outcomes, in the order of the jobs.
    """
    outcomes: dict[Path, Outcome] = {}

    def run(these: Sequence[Job], again: bool) -> None:
        with pool() as executor:
            futures = {executor.submit(analyze_one, job, settings, with_film): job for job in these}
            for future in as_completed(futures):
                try:
                    outcome = future.result()
                except BrokenExecutor:
                    if not again:
                        continue
                    outcome = _lost(futures[future], "its process died")
                except Exception as error:  # a fault of ours, or of the cluster; the other films are to go on
                    outcome = _lost(futures[future], repr(error))
                outcomes[outcome.job.folder] = outcome
                done(outcome)

    run(jobs, again=False)
    # One process that dies ends its pool: each film that was not finished is tried again, in a pool for itself.
    for job in jobs:
        if job.folder not in outcomes:
            run([job], again=True)
    return [outcomes[job.folder] for job in jobs]


def _lost(job: Job, why: str) -> Outcome:
    return Outcome(job, None, f"{Path(job.film).name} was not analyzed ({why}); try it alone.", 1)


def analyze_one(job: Job, settings: Settings, with_film: bool) -> Outcome:
    """Analyze one film wherever this runs; a fault is an outcome too."""
    try:
        return Outcome(
            job, analysis.analyze(job.film, job.folder, job.plan, settings, with_film, lambda done, total: None)
        )
    except TpvisionError as error:
        return Outcome(job, None, str(error), error.exit_code)
    except SystemExit as end:
        os._exit(int(end.code or 0))  # or the pool would give this process its next film


def analyze_many(
    jobs: Sequence[Job],
    settings: Settings,
    with_film: bool,
    count: int | None,
    address: str | None,
    table: Path,
    done: Callable[[Outcome], object],
) -> list[Outcome]:
    """Analyze films in ``count`` processes, by default one a processor, or on the cluster at an address.

    ``table`` gets a row for each film; for the rest see ``analyze_all``.
    """
    if address is not None:
        from tpvision.edges.cluster import cluster

        outcomes = analyze_all(jobs, settings, with_film, partial(cluster, address), done)
    else:
        here = partial(processes, min(count or cores(), len(jobs)))
        outcomes = analyze_all(jobs, settings, with_film, here, done)
    write_all(table, outcomes, settings)
    return outcomes


def write_all(path: Path, outcomes: Sequence[Outcome], settings: Settings) -> None:
    """Write the table of all films, a row each, in their order; see ``COLUMNS``.

    Raises
    ------
    OutputError
        It cannot be written; an older one is untouched.
    """
    rows = []
    for outcome in outcomes:
        job, result = outcome.job, outcome.result
        of = analysis.summary(result, job.plan, settings) if result else {}
        film = printable(job.film) if "://" not in job.film else plain(job.film)
        rows.append((film, printable(job.folder.name), *(of.get(name) for name in COLUMNS[2:-1]), outcome.fault))
    write_table(path, COLUMNS, [[*map(no_formula, row)] for row in rows])


def _begin(own: SimpleQueue[list[int]]) -> None:
    """Make a process ready for its films, on processors of its own where there are enough."""
    if sys.platform == "linux" and not own.empty():
        os.sched_setaffinity(0, own.get())
    # The terminal interrupts these processes too: a film under way puts its folder in order, nothing is printed.
    for number in ENDING:
        signal.signal(number, _leave)


def _leave(number: int, _: object) -> None:
    for each in ENDING:
        # To ignore it here, Python would complain of a signal that has come already.
        signal.signal(each, lambda number, _: None)
    sys.exit(128 + number)
