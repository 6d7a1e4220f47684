"""Fuzz doors by turns, guided by coverage (atheris): ``python -m tests.fuzz NAME... --minutes M``; see ``README.md``.

Atheris is no part of what is installed for development: it has wheels for some Pythons on Linux only. What is found
is written to ``build/fuzz/NAME/found``, once for each place in the source it comes from, and the run goes on; what is
worth keeping belongs into ``tests/fuzz/cases``. New inputs that reach new code stay in ``build/fuzz/NAME/corpus``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from functools import cache
from pathlib import Path

LONG_S, ENDLESS_S = 1.0, 20
"""Of processor time, as all times here, so that it does not matter what else the computer does."""
PIECES = re.compile(rb"[\w.+-]+|[ ,]+|\s|.", re.DOTALL)
"""What a text is made of: words and numbers, gaps, and single marks."""


class Endless(BaseException):
    """A case takes so long that it may never end."""


def endless(*_: object) -> None:
    raise Endless


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one door; does not return."""
    import atheris
    from typer import main as typer_main

    with atheris.instrument_imports(include=["tpvision", "tomllib", "tomlkit", "json"], exclude=["tpvision.screens"]):
        from tests.fuzz.every import CASES, DOORS
    from tpvision.errors import TpvisionError

    # The commands are ours and the same each time; making them again took most of the time.
    typer_main.get_command = cache(typer_main.get_command)
    door, build = DOORS[name], Path("build/fuzz") / name
    (build / "corpus").mkdir(parents=True, exist_ok=True)
    (build / "found").mkdir(parents=True, exist_ok=True)
    seeds = door.seeds()
    for index, seed in enumerate(seeds):
        (build / "corpus" / f"seed-{index}").write_bytes(seed)
    for path in (CASES / name).glob("*"):
        (build / "corpus" / path.name).write_bytes(path.read_bytes())
    door.open(seeds[0])  # what is made once is made before it counts
    count = refused = 0
    slowest_s, warm_kib, finds = 0.0, 0, set()
    began_s = said_s = time.process_time()

    def say() -> None:
        took_s = time.process_time() - began_s
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - warm_kib) / 1024 if warm_kib else 0.0
        print(
            f"{name}: {count} cases in {took_s:.0f} s ({3600 * count / took_s:.0f} an hour), {refused} refused, "
            f"{len(finds)} finds, slowest {slowest_s:.2f} s, {grown:.0f} MiB more at most than after 10 s",
            flush=True,
        )

    def one(data: bytes) -> None:
        nonlocal count, refused, slowest_s, warm_kib, said_s
        at_s = time.process_time()
        if at_s - said_s > 60.0 or at_s - began_s > seconds:
            said_s = at_s
            say()
        if at_s - began_s > seconds:
            os._exit(0)
        fault = None
        signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS_S)
        try:
            door.open(data)
        except TpvisionError:
            refused += 1
        except (Exception, Endless) as error:
            ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "tpvision" in frame.filename]
            last = ours[-1] if ours else None
            fault = f"{type(error).__name__} at {last.filename if last else ''}:{last.lineno if last else 0}"
            text = traceback.format_exc()
        took_s = time.process_time() - at_s
        slowest_s = max(slowest_s, took_s)
        if fault is None and took_s > LONG_S:
            fault, text = "long", f"{took_s:.1f} s"
        if fault is not None and fault not in finds:
            finds.add(fault)
            key = hashlib.sha256(data).hexdigest()[:12]
            (build / "found" / key).write_bytes(data)
            (build / "found" / f"{key}.txt").write_text(text, encoding="utf-8", errors="replace")
            print(f"{name}: found {fault}, {key}", flush=True)
        count += 1
        if warm_kib == 0 and at_s - began_s > 10.0:
            warm_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def changed(data: bytes, longest: int, seed: int) -> bytes:
        """Change bytes as the fuzzer does, or pieces of a text, lest all of it fail at the first check."""
        dice = random.Random(seed)
        # Most of what is kept is broken early, so that one of two begins at what is whole.
        whole = dice.choice((data, dice.choice(seeds)))
        pieces = PIECES.findall(whole) if door.tokens and dice.random() < 0.7 else []
        if not pieces:
            return atheris.Mutate(data, longest)
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(pieces))
            other = dice.randrange(len(pieces))
            more = pieces[other : other + dice.choice((1, 1, 3, 12, 40))]
            pieces[at] = dice.choice((b"", dice.choice(door.tokens), b"".join(more), pieces[at] + b"".join(more)))
        return b"".join(pieces)[:longest]

    limits = [
        f"-max_len={door.longest}",
        f"-artifact_prefix={build}/found/",
        "-rss_limit_mb=3000",
        "-timeout=1200",
        "-report_slow_units=1200",
        "-verbosity=0",
        "-len_control=0",
    ]
    if door.tokens:
        tokens = build / "tokens.txt"
        quoted = ("".join(f"\\x{byte:02x}" for byte in token) for token in door.tokens)
        tokens.write_text("".join(f'"{each}"\n' for each in quoted))
        limits.append(f"-dict={tokens}")
    signal.signal(signal.SIGVTALRM, endless)
    atheris.Setup([sys.argv[0], *limits, str(build / "corpus")], one, custom_mutator=changed)
    atheris.Fuzz()


def main() -> None:
    """Fuzz the doors that are named by turns, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="+", help="doors, or 'all'")
    parser.add_argument("--minutes", type=float, default=1.0, help="of processor time, for each door")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        fuzz(asked.names[0], round(60 * asked.minutes))
    os.environ |= {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    from tests.fuzz.every import DOORS

    for name in DOORS if asked.names == ["all"] else asked.names:
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as home:
            command = [sys.executable, "-m", "tests.fuzz", name, "--minutes", str(asked.minutes), "--here"]
            subprocess.run(command, env={**os.environ, "TPVISION_HOME": home, "TMPDIR": home}, check=False)


if __name__ == "__main__":
    main()
