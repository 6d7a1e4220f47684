"""The values that flow through tpvision, from a frame to what is shown, said and stored.

Frames of reference
-------------------
picture
    Pixels of the upright, unmirrored picture; x to the picture's right, y down. Names end in ``_px``.
torso
    Centimetres on the subject's own body. The origin lies midway between the two shoulder joint
    centres; ``down`` runs from there toward the middle of the hip joint centres; ``right`` is at right
    angles to it, positive toward the *subject's own right*; ``back`` is at right angles to both,
    positive out of the back. Names are ``right_cm`` and ``down_cm``.
normalised torso
    ``u = right_cm / shoulder joint width``, ``v = down_cm / (mid-shoulder to mid-hip)``.

Left and right are always the subject's own; a picture is mirrored in drawing only. Times are ``t_s``:
monotonic seconds stamped when a frame was read (for a film: its own time). What is missing is ``None``.
"""

from __future__ import annotations

from tpvision.values.body import (
    BallEstimate,
    Body,
    Calibration,
    Evidence,
    Facing,
    NoGo,
    Side,
    Spot,
    Target,
    Zone,
)
from tpvision.values.heard import Heard
from tpvision.values.history import (
    CUT_OFF,
    Cell,
    Column,
    Kind,
    PastHold,
    PastSession,
    PastSpot,
    Pause,
    Profile,
    Sample,
    Sums,
    Table,
    Warned,
)
from tpvision.values.seen import (
    BallSearch,
    Frame,
    Landmark,
    Pose,
    Quality,
    Sighting,
    SourceStatus,
    Vector,
)
from tpvision.values.session import (
    Command,
    CommandKind,
    Cue,
    CueKind,
    End,
    Guidance,
    Hold,
    HoldProgress,
    Input,
    Look,
    Move,
    Phase,
    Plan,
    Purpose,
    Step,
    Tenderness,
    Tick,
    Told,
    Urgency,
    View,
)
from tpvision.values.signs import BreathRate, Check, Fix, Hands, MeasureStep, Measuring, Pace, Signs

__all__ = [
    "CUT_OFF",
    "BallEstimate",
    "BallSearch",
    "Body",
    "BreathRate",
    "Calibration",
    "Cell",
    "Check",
    "Column",
    "Command",
    "CommandKind",
    "Cue",
    "CueKind",
    "End",
    "Evidence",
    "Facing",
    "Fix",
    "Frame",
    "Guidance",
    "Hands",
    "Heard",
    "Hold",
    "HoldProgress",
    "Input",
    "Kind",
    "Landmark",
    "Look",
    "MeasureStep",
    "Measuring",
    "Move",
    "NoGo",
    "Pace",
    "PastHold",
    "PastSession",
    "PastSpot",
    "Pause",
    "Phase",
    "Plan",
    "Pose",
    "Profile",
    "Purpose",
    "Quality",
    "Sample",
    "Side",
    "Sighting",
    "Signs",
    "SourceStatus",
    "Spot",
    "Step",
    "Sums",
    "Table",
    "Target",
    "Tenderness",
    "Tick",
    "Told",
    "Urgency",
    "Vector",
    "View",
    "Warned",
    "Zone",
]
