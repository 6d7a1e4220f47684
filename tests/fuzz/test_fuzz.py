"""No door lets anything out but what a user can mend: few random bytes here, and every case that was found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.every import CASES, DOORS, Door
from tpvision.errors import TpvisionError

FEW = {"looks": 20, "keys": 8, "history": 8, "import": 8, "names": 8, "trace": 20}
"""Of the doors that take long."""


def opened(door: Door, data: bytes) -> None:
    said = "taken"
    try:
        door.open(data)
    except TpvisionError as error:
        said = str(error)
    assert said
    assert said.isprintable()


@pytest.mark.parametrize("name", DOORS)
def test_what_it_was_made_for_comes_in(name: str) -> None:
    for seed in DOORS[name].seeds()[:1]:
        DOORS[name].open(seed)


@pytest.mark.parametrize("path", sorted(CASES.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_once_is_mended(path: Path) -> None:
    opened(DOORS[path.parent.name], path.read_bytes())


@st.composite
def changed(draw: st.DrawFn, door: Door) -> bytes:
    """Return what a door was made for, with a few pieces cut out, put in twice, or replaced."""
    data = draw(st.sampled_from(door.seeds()))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 12)))
        pieces = st.sampled_from([*door.tokens, data[at : end + 40]]) | st.binary(max_size=8)
        data = data[:at] + draw(pieces) + data[end:]
    return data


@pytest.mark.parametrize("name", DOORS)
def test_whatever_comes_is_taken_or_refused(name: str) -> None:
    door = DOORS[name]

    @settings(max_examples=FEW.get(name, 40), deadline=None, database=None, suppress_health_check=[*HealthCheck])
    @given(changed(door))
    def any_bytes(data: bytes) -> None:
        opened(door, data)

    any_bytes()
