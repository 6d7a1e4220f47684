"""Sessions of a made-up history."""

from __future__ import annotations

from tpvision.values import PastHold, PastSession, Pause, Side


def hold(
    zone: str = "", held_s: float = 20.0, ended_by: str = "moved", goal_s: float = 30.0, pauses: tuple[Pause, ...] = ()
) -> PastHold:
    """Return a hold that began 10 s into its session."""
    side = Side.LEFT if zone else None
    end_s = 10.0 + held_s + sum(pause.end_s - pause.start_s for pause in pauses)
    return PastHold(zone, side, 10.0, end_s, held_s, goal_s, None, ended_by, 5.0, 17.0, 1.0, 1.5, pauses)


def session(number: int, started: str, *holds: PastHold, ended_by: str | None = "done") -> PastSession:
    """Return a session."""
    return PastSession(number, started, "camera 0", ended_by, holds)
