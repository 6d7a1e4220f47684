"""A hold under way, as the views show it one after the other: its pauses, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from tpvision.core.session.holds import BROKEN_OFF
from tpvision.values import CUT_OFF, Hold, HoldProgress, Pause, Phase, View


@dataclass(slots=True)
class Watch:
    """What was seen of the hold so far."""

    start_s: float
    kept_s: float
    """What an earlier hold counted, from which this one goes on."""
    closed: list[Pause] = field(default_factory=list)
    since_s: float | None = None
    """Since when it has not counted; ``None`` while it does."""
    reason: str | None = None
    """Why; known a moment later."""
    looks: int = 0
    sums: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    """Right, down and their sigmas over the ``looks`` that counted."""

    @classmethod
    def begin(cls, view: View, now: HoldProgress) -> Watch:
        """Return the watch of a hold that has just begun."""
        last, zone = view.holds[-1] if view.holds else None, view.steps[view.step].zone.key if view.steps else ""
        kept_s = 0.0
        if last is not None and last.ended_by in BROKEN_OFF and last.zone == zone:
            kept_s = now.goal_s - last.goal_s + last.held_s
        # With more than there is, the spot was begun anew; the two sums are rounded in different ways.
        return cls(now.start_s, kept_s if kept_s <= now.held_s + 1e-6 else 0.0)

    def look(self, view: View, now: HoldProgress) -> None:
        """Take in a moment of it."""
        if view.phase is Phase.HOLD and now.valid:
            self._close(view.t_s)
            if view.ball is not None:
                ball = view.ball
                place = (ball.right_cm, ball.down_cm, ball.sigma_right_cm, ball.sigma_down_cm)
                self.looks, self.sums = self.looks + 1, tuple(map(sum, zip(self.sums, place, strict=True)))
            return
        away = view.phase in (Phase.PAUSED, Phase.LOST)
        reason = view.phase.value if away else now.reason or self.reason
        if self.reason is not None and reason != self.reason:
            self._close(view.t_s)
        self.since_s = view.t_s if self.since_s is None else self.since_s
        self.reason = reason

    def pauses(self, until_s: float) -> list[Pause]:
        """Return the pauses up to a moment, the one under way too."""
        found = list(self.closed)
        if self.since_s is not None and self.reason is not None:
            found.append(Pause(self.since_s, until_s, self.reason))
        return [Pause(p.start_s, min(p.end_s, until_s), p.reason) for p in found if p.start_s < until_s]

    def hold(self, view: View, now: HoldProgress) -> Hold:
        """Return what is kept of it if the program ends now."""
        step = view.steps[view.step] if view.steps else None
        held_s = max(0.0, min(now.held_s, now.goal_s) - self.kept_s)
        means = [total / self.looks for total in self.sums] if self.looks else [None] * 4
        return Hold(
            zone=step.zone.key if step else "",
            side=step.side if step else None,
            start_s=self.start_s,
            end_s=max(view.t_s, self.start_s + held_s),
            held_s=held_s,
            goal_s=now.goal_s - self.kept_s,
            in_zone_fraction=None,
            ended_by=CUT_OFF,
            right_cm=means[0],
            down_cm=means[1],
            sigma_right_cm=means[2],
            sigma_down_cm=means[3],
        )

    def _close(self, t_s: float) -> None:
        if self.since_s is not None and self.reason is not None:
            self.closed.append(Pause(self.since_s, t_s, self.reason))
        self.since_s = self.reason = None
