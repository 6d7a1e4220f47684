"""Which processor has least to do."""

from __future__ import annotations

import psutil
import pytest

from tpvision.edges.power import quietest


@pytest.mark.parametrize(
    ("busy", "mine", "found"),
    [
        ([80.0, 10.0, 30.0], {0, 1, 2}, 1),
        ([80.0, 10.0, 30.0], {0, 2}, 2),
        ([50.0], {0, 7}, 7),  # a processor that is not told of
    ],
)
def test_the_quietest_of_those_that_may_be_used(
    monkeypatch: pytest.MonkeyPatch, busy: list[float], mine: set[int], found: int
) -> None:
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval, percpu: busy)
    assert quietest(mine) == found


def test_of_one_processor_it_is_that_one_whatever_its_number() -> None:
    assert quietest({4000}) == 4000


def test_of_several_that_are_as_quiet_not_everybody_takes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval, percpu: [90.0, 0.0, 0.0])
    assert {quietest({0, 1, 2}) for _ in range(100)} == {1, 2}
