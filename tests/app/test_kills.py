"""A power cut takes no more than the last second of a hold."""

from __future__ import annotations

import os
import random

import pytest

from tests.kill_sessions import kill_one


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_sessions_that_are_killed_keep_what_was_held() -> None:
    chance = random.Random(7)
    assert all(kill_one(chance).lost_s <= 1.0 for _ in range(5))
