"""The wheel carries all that is needed and nothing else, and works in an empty environment."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from tpvision import __version__
from tpvision.edges.folders import demo_film
from tpvision.edges.models import MODELS

ROOT = Path(__file__).resolve().parents[1]
STRAY = (
    "models/other.task",
    "models/.hidden",
    "sounds/other.wav",
    "tpvision/notes.txt",
    "tpvision/screens/fonts/x.ttf",
)


def shipped(checkout: Path) -> set[str]:
    """Return the names a wheel of this checkout should hold, without its metadata."""
    package = checkout / "tpvision"
    files = [*package.rglob("*.py"), *package.rglob("*.toml"), package / "demo.mp4", package / "demo.json"]
    files += [*(package / "screens" / "fonts").iterdir()]
    names = {file.relative_to(checkout).as_posix() for file in files}
    names |= {f"tpvision/models/{name}" for name in [*MODELS, "speech_embedding.onnx", "words.npz", "README.md"]}
    names |= {f"tpvision/sounds/{file.name}" for file in (checkout / "sounds").glob("*.wav")}
    names |= {f"tpvision/{file.relative_to(checkout).as_posix()}" for file in (checkout / "sounds").glob("*/*.opus")}
    return names | {"tpvision/sounds/README.md"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """Build the wheel by way of the source distribution, amid stray files; return it and what it should hold."""
    checkout = tmp_path_factory.mktemp("build") / "checkout"
    shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(".*_cache", ".git", ".venv", "__pycache__", "dist"))
    names = shipped(checkout)
    for name in STRAY:
        (checkout / name).write_text("not meant to be shipped")
    # Without isolation nothing is fetched: the build backend is one of the development tools.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(checkout / "out"), str(checkout)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (checkout / "out").glob("*.whl")
    return wheel, names


def test_the_wheel_holds_what_is_needed_and_nothing_else(built: tuple[Path, set[str]]) -> None:
    wheel, names = built
    about = f"tpvision-{__version__}.dist-info"
    names |= {f"{about}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    with zipfile.ZipFile(wheel) as archive:
        assert set(archive.namelist()) == names
        for name in MODELS:
            assert archive.read(f"tpvision/models/{name}") == (ROOT / "models" / name).read_bytes()


class Environment:
    """A fresh environment and the wheel's command in it, run from another folder."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder / "env", with_pip=True)
        self.programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()

    def run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = shutil.which(program, path=str(self.programs)) or program
        hidden = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
        environment = {name: value for name, value in os.environ.items() if name not in hidden}
        return subprocess.run(
            [command, *map(str, arguments)],
            cwd=self.elsewhere,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


@pytest.fixture(scope="module")
def environment(built: tuple[Path, set[str]]) -> Iterator[Environment]:
    """Install the wheel and what it depends on into an empty environment."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = Environment(Path(folder))
        options = ("--disable-pip-version-check", "--timeout", "15", "--retries", "1")
        reached = environment.run(
            "python", "-m", "pip", "download", "--no-deps", "-d", folder, *options, "platformdirs"
        )
        if reached.returncode:
            pytest.skip("the package index cannot be reached, so the wheel was not tried in an empty environment")
        done = environment.run("python", "-m", "pip", "install", "--disable-pip-version-check", built[0])
        assert done.returncode == 0, done.stdout + done.stderr
        yield environment


@pytest.mark.slow
def test_it_says_its_version(environment: Environment) -> None:
    done = environment.run("tpvision", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert __version__ in done.stdout


@pytest.mark.slow
def test_its_doctor_finds_the_models(environment: Environment) -> None:
    done = environment.run("tpvision", "doctor")
    # Where there is no camera the doctor may not be content; the models must be fine all the same.
    assert "Traceback" not in done.stderr
    for name in MODELS:
        assert name in done.stdout
    assert "install tpvision again" not in done.stdout + done.stderr  # what it says of a model that is not


@pytest.mark.slow
@pytest.mark.film
def test_it_analyzes_a_film(environment: Environment) -> None:
    film = environment.elsewhere / "first seconds.mp4"
    frames = first_frames(film, 60)
    done = environment.run("tpvision", "analyze", film.name, "--out", "results")
    assert done.returncode == 0, done.stdout + done.stderr
    found = {file.relative_to(environment.elsewhere / "results") for file in environment.elsewhere.rglob("*.csv")}
    assert {file.name for file in found} == {"estimates.csv", "holds.csv"}
    (estimates,) = environment.elsewhere.rglob("estimates.csv")
    with estimates.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == frames
    assert sum(row["shoulder_mid_x_px"] != "" for row in rows) > 0.9 * frames


def first_frames(film: Path, count: int) -> int:
    """Write a film of the bundled one's first frames; return how many."""
    source = cv2.VideoCapture(str(demo_film()))
    sink = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), source.get(cv2.CAP_PROP_FPS), (640, 480))
    written = 0
    while written < count:
        ok, image = source.read()
        assert ok
        sink.write(image)
        written += 1
    source.release()
    sink.release()
    return written
