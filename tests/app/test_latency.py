"""How late the window is, said of stamps, and of a camera that sees the window turn white and black, or does not."""

from __future__ import annotations

import numpy as np
import pytest

from tpvision.app.latency import Brightness, noticed_s, own_stamps, seen_by_camera

TURNS = [10.0 + turn for turn in range(9)]


def camera(delay_s: float, contrast: float, noise: float = 0.002, rate_hz: float = 30.0) -> list[Brightness]:
    """Return what a camera gives that sees the window so much later, with a tenth of a second to settle."""
    rng, level, seen = np.random.default_rng(1), 0.3, []
    for t_s in np.arange(9.0, 19.0, 1 / rate_hz):
        turned = sum(t_s >= turn_s + delay_s for turn_s in TURNS)
        target = 0.3 + contrast * (turned % 2)
        level += (target - level) * (1 - np.exp(-1 / rate_hz / 0.03))
        seen.append(Brightness(float(t_s), level + float(rng.normal(0.0, noise))))
    return seen


@pytest.mark.parametrize("delay_s", [0.03, 0.1, 0.3])
@pytest.mark.parametrize("contrast", [0.05, 0.5])
def test_the_delay_of_a_camera_that_sees_the_window_is_found(delay_s: float, contrast: float) -> None:
    found_s = noticed_s(TURNS, camera(delay_s, contrast))
    assert found_s is not None
    assert delay_s <= found_s < delay_s + 0.09


@pytest.mark.parametrize("contrast", [0.0, 0.005])
def test_a_camera_that_does_not_see_the_window_tells_nothing(contrast: float) -> None:
    assert noticed_s(TURNS, camera(0.1, contrast)) is None


def test_a_lamp_that_is_switched_on_is_not_the_window() -> None:
    seen = [Brightness(one.t_s, one.level + 0.4 * (one.t_s > 14.3)) for one in camera(0.1, 0.0)]
    assert noticed_s(TURNS, seen) is None


def test_without_pictures_nothing_is_found() -> None:
    assert noticed_s(TURNS, []) is None
    assert list(own_stamps("camera 0", [])) == ["camera 0: no picture came, so nothing can be said."]


@pytest.mark.parametrize(
    ("age_s", "meaning"), [(0.04, "like a mirror"), (0.1, "short delay"), (0.4, "lags behind you")]
)
def test_what_the_stamps_mean_is_said(age_s: float, meaning: str) -> None:
    figures, said = own_stamps("camera 0", [age_s] * 95 + [2 * age_s] * 5)
    assert f"{1000 * age_s:.0f} ms" in figures
    assert meaning in said


def test_the_whole_is_the_camera_s_delay_and_the_tool_s() -> None:
    (said,) = seen_by_camera(TURNS, camera(0.1, 0.5), [(0.05, 0.02)] * 9)
    whole_ms = int(said.split("about ")[1].split(" ms")[0])
    assert 150 <= whole_ms < 240
    (said,) = seen_by_camera(TURNS, camera(0.1, 0.0), [(0.05, 0.02)] * 9)
    assert "does not see the window" in said
