"""What the tests of moving and of forgetting share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tpvision import cli
from tpvision.edges.store import Store

STORY = """
    plan asked
    2    on 7 12
    5                  -> rate
    6    rate 4
    7    here
    9    on 14 12
    12   on 7 12
    24   off           -> rate
    25   rate 2
"""


def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that a history has."""
    with Store.open(path) as store:
        return {table.name: list(table.rows) for table in store.tables()}


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as end:
        cli.run(list(arguments))
    assert end.value.code in (0, None)
    return capsys.readouterr().out
