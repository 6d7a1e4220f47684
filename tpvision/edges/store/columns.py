"""What the columns of the history mean, for an export."""

from __future__ import annotations

from collections.abc import Sequence

from tpvision.values import Column, Kind

_TEXT, _WHOLE, _NUMBER, _YES, _BYTES = Kind


def _columns(*rows: tuple[str, Kind, str]) -> tuple[Column, ...]:
    """Return columns; a name that ends in ``?`` is of one whose cells can be empty."""
    return tuple(Column(name.rstrip("?"), kind, name.endswith("?"), meaning) for name, kind, meaning in rows)


_SESSION = ("session_id", _WHOLE, "the session, as in sessions.id")
_PROFILE = ("profile", _TEXT, "whose it is, as in profiles.name")
_PLACE: Sequence[tuple[str, Kind, str]] = (
    ("right_cm?", _NUMBER, "where the ball touches, cm to the person's own right of the spine; empty: unknown"),
    ("down_cm?", _NUMBER, "the same, cm below the line between the shoulder joints"),
    ("sigma_right_cm?", _NUMBER, "one standard deviation of right_cm, cm"),
    ("sigma_down_cm?", _NUMBER, "one standard deviation of down_cm, cm"),
)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "profiles": _columns(("name", _TEXT, "name of one of the people who use this computer")),
    "calibrations": _columns(
        _PROFILE,
        ("width_px", _WHOLE, "width of the picture it was measured in, pixels"),
        ("height_px", _WHOLE, "its height, pixels"),
        ("height_cm", _NUMBER, "the person's height as told, cm"),
        ("torso_of_stature", _NUMBER, "middle of the shoulders to middle of the hips over height"),
        ("shoulders_of_torso?", _NUMBER, "distance of the shoulders over that length; empty: never seen squarely"),
        ("turn_deg", _NUMBER, "the camera's angle to the wall, degrees"),
        ("roll_deg", _NUMBER, "how far the upright person leans in the picture, to its right, degrees"),
        ("wall_torso_px?", _NUMBER, "how long the torso looks of a person at the wall, pixels"),
        ("quality_cm", _NUMBER, "expected error of a place on the back, one standard deviation, cm"),
        ("advice?", _TEXT, "key of the sentence that says what would improve it most"),
    ),
    "answers": _columns(
        _PROFILE,
        ("answered_utc", _TEXT, "when, ISO 8601"),
        ("question", _TEXT, "key of the safety question"),
        ("yes", _YES, "1: the answer was yes"),
    ),
    "balls": _columns(
        _PROFILE,
        ("colour", _TEXT, "the ball's colour in words"),
        ("diameter_cm", _NUMBER, "its diameter, cm"),
        ("learned", _BYTES, "what was learned of its colours; only tpvision reads it"),
    ),
    "sessions": _columns(
        ("id", _WHOLE, "number of the session"),
        ("started_utc", _TEXT, "when it began, ISO 8601"),
        ("source", _TEXT, "what the camera or film was called"),
        ("zone", _TEXT, "key of the area it was about; empty: free, or several"),
        ("side", _TEXT, "left, right or empty; the person's own"),
        ("ended_by?", _TEXT, "done, stopped, or the phase in which it was left; empty: cut off"),
        ("profile", _TEXT, "whose it is, as in profiles.name; empty: somebody in a film"),
        ("told", _YES, "1: the person was told that it was cut off"),
    ),
    "holds": _columns(
        ("id", _WHOLE, "number of the hold"),
        _SESSION,
        ("zone", _TEXT, "key of the area; empty in a free session"),
        ("side?", _TEXT, "left or right, the person's own"),
        ("start_s", _NUMBER, "when it began, s on the session's clock, as all times of the session"),
        ("end_s", _NUMBER, "when it ended, s"),
        ("held_s", _NUMBER, "time of it that counted, s"),
        ("goal_s", _NUMBER, "how long it was meant to be, s"),
        ("in_zone_fraction?", _NUMBER, "share of its pictures with the ball on the area, 0 to 1"),
        ("ended_by", _TEXT, "goal, halved, not easing, easier, moved, left the wall, lost, next, stop, time, ..."),
        *_PLACE,
    ),
    "pauses": _columns(
        ("hold_id", _WHOLE, "the hold, as in holds.id"),
        ("start_s", _NUMBER, "when the hold stopped to count, s"),
        ("end_s", _NUMBER, "when it counted again or ended, s"),
        ("reason", _TEXT, "key of the sentence that says why"),
    ),
    "samples": _columns(
        _SESSION,
        ("t_s", _NUMBER, "when, s; one a second"),
        ("phase", _TEXT, "where the session stood"),
        *_PLACE,
        ("in_contact", _YES, "1: the ball was pressed"),
        ("in_zone?", _YES, "1: on the area; empty: no area or no ball"),
    ),
    "warnings": _columns(
        _SESSION,
        ("t_s", _NUMBER, "when, s"),
        ("step", _WHOLE, "the step of the plan that was under way, from 0"),
        ("cue", _TEXT, "key of the sentence that was said"),
    ),
    "tenderness": _columns(
        _SESSION,
        ("step", _WHOLE, "the step of the plan, from 0"),
        ("zone", _TEXT, "key of the area"),
        ("side", _TEXT, "left or right, the person's own"),
        ("before?", _WHOLE, "how tender before the first hold, 0 to 10; empty: not answered"),
        ("after?", _WHOLE, "the same after the last hold"),
    ),
    "spots": _columns(
        ("id", _WHOLE, "number of the spot; holds on it have the zone my-<number>"),
        _PROFILE,
        ("session_id", _WHOLE, "the session in which it was named"),
        ("u", _NUMBER, "cm to the person's own right of the spine, over the width between the shoulder joints"),
        ("v", _NUMBER, "cm below the line between the shoulder joints, over the length of the torso"),
        ("sigma_right_cm", _NUMBER, "one standard deviation across, cm"),
        ("sigma_down_cm", _NUMBER, "the same along the spine, cm"),
        ("front", _YES, "1: on the front of the body"),
    ),
}
"""Of each table, those that are referred to before those that refer to them."""
