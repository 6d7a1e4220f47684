"""The camera check and the calibration before the camera: how they end and what is kept."""

from __future__ import annotations

import pygame
import pytest

from tests.app import test_live
from tests.app.conftest import Demo
from tests.app.kit import close_window, press
from tests.app.test_live import Live, history
from tpvision.app.keeper import kept_calibration
from tpvision.app.live import Ending
from tpvision.values import MeasureStep, Phase, Purpose

nothing_is_left = test_live.nothing_is_left


@pytest.mark.film
class TestMeasuring:
    """The camera check and the calibration, by the first seconds of the bundled film."""

    def test_a_good_place_goes_on_by_itself_and_is_no_session(self, demo: Demo) -> None:
        live = Live(demo, purpose=Purpose.CHECK, profile="me")
        live.run()
        assert live.outcome.ending is Ending.DONE
        assert live.outcome.view.phase is Phase.DONE
        assert live.stage.shown[-1].view.t_s < 5.0
        assert history() == ([], [])
        assert kept_calibration("me") is None

    @pytest.mark.parametrize(
        ("key", "ending"),
        [(pygame.K_n, Ending.SKIPPED), (pygame.K_PAGEDOWN, Ending.SKIPPED), (pygame.K_ESCAPE, Ending.BACK)],
    )
    def test_keys_skip_or_go_back(self, demo: Demo, key: int, ending: Ending) -> None:
        live = Live(demo, purpose=Purpose.CHECK)
        live.run((live.at(0.3), press(key)))
        assert live.outcome.ending is ending

    def test_closing_the_window_in_a_check_leaves_the_program(self, demo: Demo) -> None:
        live = Live(demo, purpose=Purpose.CHECK)
        live.run((live.at(0.3), close_window))
        assert live.outcome.ending is Ending.QUIT

    def test_what_was_measured_is_kept_when_one_goes_on(self, demo: Demo) -> None:
        live = Live(demo, purpose=Purpose.CALIBRATE, profile="me")
        live.run(
            (live.measuring(MeasureStep.BALL), press(pygame.K_n)),
            (live.measuring(MeasureStep.RESULT), press(pygame.K_RETURN)),
        )
        assert live.outcome.ending is Ending.SKIPPED  # without the ball
        assert live.outcome.view.calibration is not None
        assert kept_calibration("me") == live.outcome.view.calibration
        assert history() == ([], [])

    def test_what_was_left_half_done_is_not_kept(self, demo: Demo) -> None:
        live = Live(demo, purpose=Purpose.CALIBRATE, profile="me")
        live.run((live.measuring(MeasureStep.BALL), press(pygame.K_ESCAPE)))
        assert live.outcome.ending is Ending.BACK
        assert kept_calibration("me") is None

    def test_a_film_that_ends_before_it_is_over_is_no_success(self, demo: Demo) -> None:
        live = Live(demo, purpose=Purpose.CALIBRATE, frames=slice(0, 30))
        live.run()
        assert live.outcome.ending is Ending.BACK
