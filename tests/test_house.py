"""The law of the house: which room may know which.

The imports of every module are read from its source, those inside functions too, and held against the
table below. The law itself is tested with made-up breaches, so that it is known to bite.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "tpvision"

#: ``tomli`` stands for the standard library's ``tomllib`` on Python 3.10.
STANDARD = sys.stdlib_module_names | {"tomllib", "tomli"}
#: What the language itself needs in a pure module.
LANGUAGE = {"__future__", "collections", "dataclasses", "enum", "functools", "itertools", "typing"}
CONTRACT = {"tpvision.values", "tpvision.settings", "tpvision.errors"}
FOLDERS = ("core", "edges", "knowledge", "screens")

#: Each edge and the library that is its own: no other room imports that one but where the law names it.
EDGES = {
    "archive": {"csv", "json"},
    "ball_finder": {"cv2"},
    "camera": {"cv2", "cv2_enumerate_cameras"},
    "cluster": {"distributed"},
    "film_writer": {"cv2"},
    "folders": {"platformdirs"},
    "landmarker": {"mediapipe"},
    "microphone": {"sounddevice"},
    "models": {"hashlib"},
    "picture": {"cv2"},
    "power": {"psutil"},
    "preferences": {"tomlkit"},
    "recogniser": {"cv2"},
    "report": {"matplotlib"},
    "results": {"csv", "json"},
    "speaker": {"pygame", "pyttsx3"},
    "store": {"sqlite3"},
    "trace": {"json"},
    "window": {"pygame"},
}
OWNED = frozenset().union(*EDGES.values())
#: The only rooms that may look at a clock.
CLOCKED = {"app", "edges.camera"}
SILENT = ("core", "edges", "screens", "values", "settings", "errors")

MAX_LINES = 400


def room_of(path: Path) -> str:
    """Return the room of a module: ``core.body``, ``app``; a folder that took a module's place is one room."""
    parts = path.with_suffix("").parts
    return ".".join(parts[: 2 if parts[0] in FOLDERS else 1])


def imports(tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """Yield each module that is imported, and whether that is done at the top and not within a function."""

    def walk(node: ast.AST, top: bool) -> Iterator[tuple[str, bool]]:
        if isinstance(node, ast.Import):
            yield from ((alias.name, top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide which room is meant"
            module = str(node.module)
            # Of a folder, the names are the modules.
            folder = module == "tpvision" or module in {f"tpvision.{name}" for name in FOLDERS}
            yield from ((f"{module}.{alias.name}" if folder else module, top) for alias in node.names)
        inside = top and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for child in ast.iter_child_nodes(node):
            yield from walk(child, inside)

    return walk(tree, True)


def allowed(room: str, module: str, top: bool) -> bool:
    """Say whether a room may import a module."""
    library = module.split(".")[0]
    ours = ".".join(module.split(".")[1:]) if library == "tpvision" else ""
    folder, _, name = room.partition(".")
    if library == "time" and room not in CLOCKED:
        return False
    # A room that became a folder knows its own parts.
    if ours and (ours == room or ours.startswith(f"{room}.")):
        return True
    match folder:
        case "values" | "settings" | "errors":
            return library in STANDARD or module in CONTRACT or (folder == "values" and library == "numpy")
        case "core":
            return library in LANGUAGE | {"math", "numpy"} or module in CONTRACT or ours.startswith("core.")
        case "knowledge":
            known = {"tpvision.values", "tpvision.errors"}
            return library in STANDARD or module in known or ours.startswith("knowledge.")
        case "screens":
            known = {"tpvision.values", "tpvision.values.page"}
            drawing = LANGUAGE | {"math", "pathlib", "pygame"}
            return library in drawing or module in known or ours.startswith(("knowledge.", "screens."))
        case "edges":
            own = EDGES.get(name, set())
            return (
                library in own
                or library == "numpy"
                or (library in STANDARD and library not in OWNED)
                or module in CONTRACT
                or ours == "__version__"
            )
        case "app":
            return ours not in ("cli", "__main__")
        case "cli":
            light = library in STANDARD | {"typer", "rich"} or module in CONTRACT or ours == "__version__"
            return light or ours.split(".")[0] == "app" or not top
        case "__main__":
            return library in STANDARD or ours in ("cli", "__version__")
        case _:
            return library in STANDARD


def breaches(path: str, source: str) -> list[str]:
    """Return what a module does against the law; ``path`` is relative to the package."""
    room = room_of(Path(path))
    folder, _, name = room.partition(".")
    tree = ast.parse(source)
    found = [f"{path} imports {module}" for module, top in imports(tree) if not allowed(room, module, top)]
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name):
            if called.id == "print" and folder in SILENT:
                found.append(f"{path} prints")
            if called.id in ("open", "input", "__import__", "eval", "exec") and folder == "core":
                found.append(f"{path} calls {called.id}")
        if isinstance(node, ast.Attribute) and node.attr == "random" and folder == "core":
            found.append(f"{path} uses randomness")
    if folder == "edges" and name not in EDGES and name != "__init__":
        found.append(f"{path} is an edge without a library in the table")
    if len(source.splitlines()) > MAX_LINES:
        found.append(f"{path} is longer than {MAX_LINES} lines")
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=[path.relative_to(PACKAGE).as_posix() for path in MODULES])
def test_every_module_keeps_the_law(module: Path) -> None:
    assert breaches(module.relative_to(PACKAGE).as_posix(), module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("values.py", "import cv2"),
        ("settings.py", "import numpy"),
        ("errors.py", "from tpvision.core import body"),
        ("core/ball.py", "import time"),
        ("core/ball.py", "import random"),
        ("core/ball.py", "from datetime import datetime"),
        ("core/ball.py", "import logging"),
        ("core/ball.py", "import numpy as np\nx = np.random.default_rng()"),
        ("core/ball.py", "from tpvision.edges import store"),
        ("core/ball.py", "from tpvision.edges.store import Store"),
        ("core/ball.py", "from tpvision import app"),
        ("core/ball.py", "import tpvision.knowledge.catalog"),
        ("core/ball.py", "def late():\n    import cv2"),
        ("core/ball.py", "if True:\n    class A:\n        import pygame"),
        ("core/ball.py", "print('here')"),
        ("core/ball.py", "open('file')"),
        ("core/body/limbs.py", "import os"),
        ("knowledge/catalog.py", "import numpy"),
        ("knowledge/catalog.py", "from tpvision import settings"),
        ("edges/camera.py", "import mediapipe"),
        ("edges/camera.py", "import sqlite3"),
        ("edges/camera.py", "from tpvision.edges.folders import data_folder"),
        ("edges/store.py", "from tpvision.core.engine import step"),
        ("edges/store.py", "from time import monotonic"),
        ("edges/store.py", "import json"),
        ("edges/store.py", "print('saved')"),
        ("edges/window.py", "from tpvision.screens import theme"),
        ("edges/radio.py", "import math"),
        ("screens/session.py", "import cv2"),
        ("screens/session.py", "import time"),
        ("screens/session.py", "from tpvision.core.guidance import advice"),
        ("screens/session.py", "from tpvision.settings import Settings"),
        ("app.py", "from tpvision import cli"),
        ("cli.py", "import cv2"),
        ("cli.py", "from tpvision.edges import store"),
        ("cli.py", "def run():\n    import time"),
        ("__main__.py", "import pygame"),
        ("core/ball.py", "x = 1\n" * 401),
    ],
)
def test_the_law_bites(path: str, source: str) -> None:
    assert len(breaches(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("values.py", "import numpy as np\nfrom enum import Enum"),
        ("settings.py", "import tomllib\nimport tomli\nfrom tpvision.errors import SettingsError"),
        (
            "core/ball.py",
            "import math\nimport numpy as np\nfrom tpvision.core import body\nfrom tpvision import values",
        ),
        ("core/body/__init__.py", "from tpvision.core.body.limbs import reach"),
        ("knowledge/catalog.py", "import tomllib\nfrom importlib import resources\nfrom tpvision.values import Zone"),
        (
            "edges/camera.py",
            "import time\nimport threading\nimport cv2\nimport numpy\nfrom tpvision.values import Frame",
        ),
        ("edges/trace.py", "import json\nfrom tpvision import __version__"),
        ("screens/session.py", "import math\nimport pygame.gfxdraw\nfrom tpvision.screens.theme import Theme"),
        ("app.py", "import time\nfrom tpvision.core import engine\nfrom tpvision.edges import camera\nprint('ready')"),
        ("cli.py", "import typer\nfrom tpvision import app\n\ndef doctor():\n    import cv2\n    print('fine')"),
    ],
)
def test_the_law_lets_live(path: str, source: str) -> None:
    assert breaches(path, source) == []


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        ("--help", {"cv2", "mediapipe", "pygame", "numpy", "matplotlib"}),
        ("--version", {"cv2", "mediapipe", "pygame", "numpy", "matplotlib"}),
        ("zones", {"cv2", "mediapipe", "pygame", "numpy", "matplotlib"}),
        ("programs", {"cv2", "mediapipe", "pygame", "matplotlib"}),
        ("screening --show", {"cv2", "mediapipe", "pygame", "matplotlib"}),
        ("review", {"cv2", "mediapipe", "pygame", "numpy", "matplotlib"}),
        ("profiles", {"cv2", "mediapipe", "pygame", "numpy", "matplotlib"}),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: str, heavy: set[str]) -> None:
    code = (
        "import sys\n"
        "from tpvision.__main__ import main\n"
        f"sys.argv = ['tpvision', *{arguments.split()!r}]\n"
        "try:\n"
        "    ended = main()\n"
        "except SystemExit as end:\n"
        "    ended = end.code\n"
        "print('IMPORTED', ended or 0, *sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PACKAGE.parent, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    word, exit_code, *modules = done.stdout.splitlines()[-1].split()
    assert (word, exit_code) == ("IMPORTED", "0")
    assert heavy.isdisjoint(modules)
