"""Settings: frozen dataclasses with the unit in every name, read from one TOML file.

A key the file has and the classes do not is an error that names it, as is a value of the wrong type
or out of its range.
"""

from __future__ import annotations

import dataclasses
import sys
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tpvision.errors import SettingsError, shown

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def _range(default: float, low: float, high: float) -> Any:
    return field(default=default, metadata={"range": (low, high)})


def _choice(default: str, *choices: str) -> Any:
    return field(default=default, metadata={"choices": choices})


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """Who stands at the wall."""

    name: str = field(default="me", metadata={"filled": True})
    """Profile: what was measured and named as an own spot is kept under it."""

    height_cm: float = _range(170.0, 100.0, 230.0)


@dataclass(frozen=True, slots=True)
class BallSettings:
    """The ball."""

    diameter_cm: float = _range(6.5, 3.0, 25.0)
    colour: str = _choice(
        "yellow", "yellow", "orange", "red", "pink", "purple", "blue", "green", "black", "white", "grey"
    )
    hardness: int = _range(2, 1, 4)
    """1 soft foam, 2 tennis ball, 3 rubber massage ball, 4 lacrosse ball."""


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """The picture source."""

    source: str = "0"
    """A number, a part of a camera's name, a file, a folder or an address."""
    width_px: int = _range(640, 160, 3840)
    height_px: int = _range(480, 120, 2160)
    fps: float = _range(30.0, 5.0, 120.0)
    model: str = _choice("auto", "auto", "full", "lite")
    """Pose model: ``auto`` takes the lite one where the full one is too slow, or on battery."""


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """Times of a session; doses are from body_knowledge.md, section 2."""

    hold_s: float = _range(30.0, 5.0, 90.0)
    """Goal of a hold."""
    holds_per_spot: int = _range(2, 1, 3)
    """Holds that reach the goal before a guided session is done."""
    settle_s: float = _range(2.5, 0.5, 10.0)
    """Stillness that makes a hold; it is counted from its beginning."""
    grace_s: float = _range(1.5, 0.5, 10.0)
    """How long a hold may be invalid before it pauses."""
    rest_s: float = _range(20.0, 0.0, 120.0)
    lost_s: float = _range(1.0, 0.2, 10.0)
    """Time without a pose after which the session is lost; no hold grows meanwhile."""
    get_ready_s: float = _range(5.0, 0.0, 60.0)
    ask_tenderness: bool = True
    """Ask how tender a spot is, 0 to 10, before its first and after its last hold."""
    program: str = ""
    """Chosen last in the window: the key of a program, or of a zone and its side, as in ``rhomboid_middle/left``."""


@dataclass(frozen=True, slots=True)
class DoseSettings:
    """Limits of what is planned for a session, from body_knowledge.md, section 2; they can only be made stricter."""

    spots: int = _range(4, 1, 4)
    first_spots: int = _range(2, 1, 2)
    """In the first session of all."""
    session_min: float = _range(15.0, 4.0, 15.0)
    first_hold_s: float = _range(20.0, 10.0, 20.0)
    """Longest hold on a spot that was never held on before."""
    sore: int = _range(3, 0, 3)
    """How sore a spot may still be, 0 to 10, to be held on again."""


@dataclass(frozen=True, slots=True)
class BreathSettings:
    """The breath that a hold offers to go along with; 4 s in, 6 s out is calm (body_knowledge.md, section 2)."""

    on: bool = True
    in_s: float = _range(4.0, 2.0, 8.0)
    out_s: float = _range(6.0, 2.0, 10.0)


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """Tones and the voice."""

    on: bool = True
    volume: float = _range(0.8, 0.0, 1.0)
    say: str = _choice("both", "both", "tones", "voice")
    """Tones and sentences, or only one of them."""
    say_with: str = _choice("recorded", "recorded", "system")
    """The voice that tpvision brings, or the system's own, with the extra ``systemvoice``."""


@dataclass(frozen=True, slots=True)
class VoiceSettings:
    """Spoken commands, with the extra ``voice``."""

    on: bool = False
    """Listen while a session runs; nothing is recorded, and no sound leaves the memory."""


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """The window."""

    language: str = _choice("en", "en", "de")
    theme: str = _choice("dark", "dark", "light")
    full_screen: bool = False
    mirror: bool = True
    units: str = _choice("cm", "cm", "inch")
    """What lengths are shown in."""
    reduced_motion: bool = False
    """Whether what flashes or breathes on the screen stands still instead."""


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """What is kept of a live session."""

    keep_trace: bool = False
    """Keep the inputs of live sessions (landmarks and commands, never pictures) for ``tpvision replay``."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    person: PersonSettings = field(default_factory=PersonSettings)
    ball: BallSettings = field(default_factory=BallSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    session: SessionSettings = field(default_factory=SessionSettings)
    dose: DoseSettings = field(default_factory=DoseSettings)
    breath: BreathSettings = field(default_factory=BreathSettings)
    sound: SoundSettings = field(default_factory=SoundSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    privacy: PrivacySettings = field(default_factory=PrivacySettings)


def load(path: Path) -> Settings:
    """Read the settings file; a missing one means the defaults.

    Raises
    ------
    SettingsError
        The file cannot be read, is no TOML, or holds an unknown key or a value that makes no sense.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read ({error}); mend or delete it.") from error
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML ({error}); mend or delete it.") from error
    try:
        return from_table(Settings, table)
    except SettingsError as error:
        raise SettingsError(f"The settings file {path}: {error}") from error


class _Dataclass(typing.Protocol):
    __dataclass_fields__: typing.ClassVar[dict[str, dataclasses.Field[Any]]]


T = typing.TypeVar("T", bound=_Dataclass)


def from_table(cls: type[T], table: dict[str, Any], where: str = "") -> T:
    """Make a settings dataclass of a table.

    Raises
    ------
    SettingsError
        Names the key that is unknown, of the wrong type or out of range.
    """
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{where}{key}"
        if key not in fields:
            known = ", ".join(fields)
            raise SettingsError(f"'{name}' is no setting; there are: {known}.")
        values[key] = _checked(name, value, hints[key], fields[key].metadata)
    return cls(**values)


def _checked(name: str, value: Any, kind: Any, metadata: types.MappingProxyType[Any, Any]) -> Any:
    if dataclasses.is_dataclass(kind):
        if not isinstance(value, dict):
            raise SettingsError(f"'{name}' must be a table: [{name}].")
        return from_table(typing.cast(type[Any], kind), value, f"{name}.")
    if kind is float and type(value) is int and abs(value) < sys.float_info.max:
        value = float(value)
    if type(value) is not kind:
        words = {float: "a number", int: "a whole number", bool: "true or false", str: "a text in quotes"}
        raise SettingsError(f"'{name}' must be {words[kind]}, not {shown(value)}.")
    if "filled" in metadata and not value.strip():
        raise SettingsError(f"'{name}' must not be empty; write one, as in \"me\".")
    if "range" in metadata:
        low, high = metadata["range"]
        if not low <= value <= high:
            raise SettingsError(f"'{name}' must lie between {low:g} and {high:g}, not {shown(value)}.")
    if "choices" in metadata and value not in metadata["choices"]:
        raise SettingsError(f"'{name}' must be one of {', '.join(metadata['choices'])}, not {shown(value)}.")
    return value
