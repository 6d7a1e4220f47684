"""Many films at once: here, on a cluster, and when some of them fail."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.app.kit import RESULTS, cut_demo, names
from tpvision.app import batch
from tpvision.app.batch import COLUMNS, Job, Outcome
from tpvision.edges.cluster import cluster
from tpvision.errors import InputError
from tpvision.settings import Settings
from tpvision.values import Plan

ROOT = Path(__file__).resolve().parents[2]


class Here(Executor):
    """Runs calls at once, and dies at each film whose name begins with ``deadly``, with all that comes after it."""

    def __init__(self) -> None:
        self._dead = False

    def submit(self, call: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        job = arguments[0]
        self._dead = self._dead or Path(job.film).name.startswith("deadly")
        if self._dead:
            future.set_exception(BrokenExecutor("a child process terminated abruptly"))
        elif Path(job.film).name.startswith("odd"):
            future.set_exception(ZeroDivisionError("never seen before"))
        else:
            future.set_result(call(*arguments, **named))
        return future


@contextmanager
def here() -> Iterator[Executor]:
    yield Here()


def jobs(folder: Path, *films: str) -> list[Job]:
    return [Job(str(folder / film), folder / f"out_{film}", Plan()) for film in films]


def test_a_film_that_fails_or_kills_its_process_does_not_stop_the_rest(tmp_path: Path) -> None:
    told: list[Outcome] = []
    todo = jobs(tmp_path, "a.mp4", "deadly.mp4", "b.mp4", "odd.mp4")
    found = batch.analyze_all(todo, Settings(), False, here, told.append)
    assert [outcome.job for outcome in found] == todo
    assert sorted(todo.index(outcome.job) for outcome in told) == [0, 1, 2, 3]
    first, deadly, second, odd = (outcome.fault or "" for outcome in found)
    assert f"There is no film {tmp_path / 'a.mp4'}" in first
    assert f"There is no film {tmp_path / 'b.mp4'}" in second
    assert deadly == "deadly.mp4 was not analyzed (its process died); try it alone."
    assert "odd.mp4 was not analyzed (ZeroDivisionError('never seen before'))" in odd
    assert [outcome.exit_code for outcome in found] == [2, 1, 2, 1]


def test_the_table_has_a_row_for_each_film_and_what_summaries_say(tmp_path: Path) -> None:
    result = batch.Analysed(
        name="a.mp4",
        frames=30,
        first_s=0.0,
        duration_s=1.0,
        person_fraction=0.5,
        contact_s=0.25,
        holds=(),
        events=(),
        sigma_cm=None,
        calibration=None,
        note="It breaks off, early.",
    )
    good, bad = jobs(tmp_path, "a.mp4", "b.mp4")
    outcomes = [Outcome(good, result), Outcome(bad, None, "b.mp4 is empty.", 2)]
    batch.write_all(tmp_path / "all.csv", outcomes, Settings())
    with (tmp_path / "all.csv").open(newline="", encoding="utf-8") as file:
        first, second = csv.DictReader(file)
    assert tuple(first) == COLUMNS
    assert (first["film"], first["folder"], first["frames"]) == (good.film, "out_a.mp4", "30")
    assert (first["person_seen_fraction"], first["note"], first["fault"]) == ("0.5", "It breaks off, early.", "")
    assert (second["film"], second["frames"], second["fault"]) == (bad.film, "", "b.mp4 is empty.")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense", "a://b://c", ""])
def test_nobody_answers_where_there_is_no_cluster(address: str) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match=f"No cluster answers at {address}"), cluster(address):
        pass


@contextmanager
def dask(folder: Path) -> Iterator[str]:
    """Start a scheduler and two workers on loopback, each a process with one thread; give the address."""
    code = (
        "import asyncio, sys\n"
        "from distributed import Scheduler, Worker\n"
        "async def main():\n"
        "    kind = sys.argv[1]\n"
        "    if kind == 'scheduler':\n"
        "        one = Scheduler(host='127.0.0.1', port=0, dashboard=False)\n"
        "    else:\n"
        "        here = {'host': '127.0.0.1', 'dashboard': False, 'local_directory': sys.argv[3]}\n"
        "        one = Worker(sys.argv[2], nthreads=1, **here)\n"
        "    async with one:\n"
        "        print(one.address, flush=True)\n"
        "        await one.finished()\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> str:
        command = [sys.executable, "-c", code, *arguments]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment))
        assert running[-1].stdout is not None
        return running[-1].stdout.readline().strip()

    try:
        address = start("scheduler")
        for number in range(2):
            start("worker", address, str(folder / f"worker_{number}"))
        yield address
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


@pytest.mark.film
@pytest.mark.slow
def test_a_cluster_does_it_too(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    cut_demo(tmp_path / "a.mp4", 0, 3)
    (tmp_path / "b.mp4").write_bytes(b"")
    todo, table = jobs(tmp_path, "a.mp4", "b.mp4"), tmp_path / "all.csv"
    with dask(tmp_path) as address:
        found = batch.analyze_many(todo, Settings(), False, None, address, table, lambda outcome: None)
    assert [outcome.result.frames if outcome.result else None for outcome in found] == [3, None]
    assert "b.mp4 is empty" in (found[1].fault or "")
    assert names(todo[0].folder) == RESULTS
    with table.open(newline="", encoding="utf-8") as file:
        assert [row["frames"] for row in csv.DictReader(file)] == ["3", ""]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a program choose its processors")
def test_each_process_has_processors_of_its_own_where_there_are_enough() -> None:
    mine = os.sched_getaffinity(0)
    with batch.processes(len(mine)) as pool:
        found = [pool.submit(os.sched_getaffinity, 0).result() for _ in range(3)]
    assert all(len(each) == 1 and each <= mine for each in found)
    with batch.processes(1) as pool:
        assert pool.submit(os.sched_getaffinity, 0).result() == mine
    assert os.sched_getaffinity(0) == mine


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a program choose its processors")
def test_more_processes_than_processors_share_them() -> None:
    mine = os.sched_getaffinity(0)
    with batch.processes(len(mine) + 1) as pool:
        assert pool.submit(os.sched_getaffinity, 0).result() == mine
