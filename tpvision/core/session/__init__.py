"""The coach: phases, holds and questions, as a fold over what is known of the body and the ball.

get ready -> place -> seek -> settle -> (rate) -> hold -> release -> rest -> again or the next spot -> (rate) -> done;
paused, lost and stopped from anywhere. A *guided* session has spots and counts time on them only; a *free* one
times a hold wherever the person stops and leans. With somebody who is there (``Plan.live``) it also counts in,
asks, warns, goes on with a hold that broke off, and keeps to the limits of a session; of a film it only tells
what was done.
"""

from __future__ import annotations

from tpvision.core.session.holds import EASING_S, ONSET_S, eased
from tpvision.core.session.rules import RELEASE_S, step
from tpvision.core.session.state import (
    OVER,
    RATE_S,
    Asking,
    Report,
    SessionState,
    current,
    goal_s,
    left_s,
    progress,
    rates,
    steps_of,
)

__all__ = [
    "EASING_S",
    "ONSET_S",
    "OVER",
    "RATE_S",
    "RELEASE_S",
    "Asking",
    "Report",
    "SessionState",
    "current",
    "eased",
    "goal_s",
    "left_s",
    "progress",
    "rates",
    "step",
    "steps_of",
]
