"""The table of faults names a test for each, and each of these is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("table.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines() if line.startswith("| ")][
    1:
]


def names_in(path: Path) -> set[str]:
    """Return the names of a file's tests, those of classes with their class."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {prefix + each.name for each in inside if isinstance(each, ast.FunctionDef)}
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_each_fault_has_its_tests(row: list[str]) -> None:
    assert len(row) == 6
    assert all(row)
    assert row[4] in ("real", "stand-in")
    named = re.findall(r"`([^`]+)`", row[5])
    assert named
    for test in named:
        file, _, name = test.partition("::")
        assert name in names_in(ROOT / file), test


def test_each_test_of_a_fault_that_is_injected_here_is_in_the_table() -> None:
    for file in ("test_disk.py", "test_signals.py", "test_display.py"):
        for name in names_in(Path(__file__).with_name(file)):
            assert not name.startswith("test_") or f"tests/faults/{file}::{name}`" in TABLE, name
