"""The speaker: one tone per kind of cue, played by pygame's mixer.

One sound at a time. An urgent one (stop before warn before end) cuts a lesser one short; any other waits until
the sound before it is over, if the one waiting place is free, and is dropped otherwise. A tick never waits: late,
it would count wrongly. Without a device, or without the files, the speaker is silent and ``status`` says why.
"""

from __future__ import annotations

from pathlib import Path

import pygame.mixer

from tpvision.settings import SoundSettings
from tpvision.values import Cue, CueKind

SOUNDING = (
    CueKind.READY,
    CueKind.BEGIN,
    CueKind.TICK,
    CueKind.END,
    CueKind.DRIFT,
    CueKind.WARN,
    CueKind.STOP,
)
"""The kinds of cue with a tone; the others are only shown."""

_URGENCY = {CueKind.STOP: 3, CueKind.WARN: 2, CueKind.END: 1}
_RATE_HZ = 44_100
_BUFFER = 512
"""Samples that the mixer prepares ahead: 12 ms of delay."""


class Speaker:
    """Plays the tone of a cue, without ever waiting for it."""

    def __init__(self, settings: SoundSettings, folder: Path) -> None:
        """Open the sound device and load the tones, unless sound is off.

        Parameters
        ----------
        settings
            Whether sound is on, and its volume from 0 to 1.
        folder
            Where ``<kind>.wav`` lies for each kind of ``SOUNDING``.
        """
        self._folder = folder
        self._volume = settings.volume
        self._muted = True
        self._status: str | None = None
        self._sounds: dict[CueKind, pygame.mixer.Sound] = {}
        self._channel: pygame.mixer.Channel | None = None
        if settings.on:
            self.mute(False)

    @property
    def status(self) -> str | None:
        """One sentence for the person when tones are wanted and cannot be heard; else ``None``."""
        return None if self._muted else self._status

    @property
    def muted(self) -> bool:
        """Whether the speaker was told to be silent."""
        return self._muted

    @property
    def playing(self) -> CueKind | None:
        """The kind of the cue that sounds right now."""
        if self._channel is None or not self._mixer_is_open():
            return None
        return self._kind_of(self._channel.get_sound())

    def play(self, cue: Cue) -> None:
        """Play the cue's tone now or next, or drop it; returns at once and never raises."""
        sound = self._sounds.get(cue.kind)
        if sound is None or self._muted or self._channel is None or not self._mixer_is_open():
            return
        playing, waiting = self._kind_of(self._channel.get_sound()), self._kind_of(self._channel.get_queue())
        urgency = _URGENCY.get(cue.kind, 0)
        if playing is None or urgency > _URGENCY.get(playing, 0):
            self._channel.play(sound)
        elif cue.kind in (playing, waiting, CueKind.TICK):
            pass
        elif waiting is None or urgency > _URGENCY.get(waiting, 0):
            self._channel.queue(sound)

    def set_volume(self, volume: float) -> None:
        """Set the volume, from 0 to 1, also of what sounds now."""
        self._volume = min(max(volume, 0.0), 1.0)
        if self._mixer_is_open():
            for sound in self._sounds.values():
                sound.set_volume(self._volume)

    def mute(self, muted: bool) -> None:
        """Fall silent at once, or be heard again; the latter looks for a device if there was none."""
        self._muted = muted
        if not muted and self._channel is None:
            self._open()
        elif muted and self._channel is not None and self._mixer_is_open():
            self._channel.stop()

    def close(self) -> None:
        """Fall silent and give the device back."""
        self._muted = True
        if self._channel is not None:
            self._channel = None
            self._sounds.clear()
            pygame.mixer.quit()

    def _open(self) -> None:
        try:
            pygame.mixer.init(_RATE_HZ, -16, 2, _BUFFER)
        except pygame.error as error:
            self._status = f"No sound: no audio device could be opened ({error}); connect one and start again."
            return
        self._channel = pygame.mixer.Channel(0)
        missing = []
        for kind in SOUNDING:
            path = self._folder / f"{kind.value}.wav"
            try:
                self._sounds[kind] = pygame.mixer.Sound(file=str(path))
            except (pygame.error, OSError):
                missing.append(path.name)
        self._status = (
            f"No sound for some cues: {', '.join(missing)} cannot be read in {self._folder}; install tpvision again."
            if missing
            else None
        )
        self.set_volume(self._volume)

    def _kind_of(self, sound: pygame.mixer.Sound | None) -> CueKind | None:
        return next((kind for kind, known in self._sounds.items() if known is sound), None)

    @staticmethod
    def _mixer_is_open() -> bool:
        # A channel used after somebody closed the mixer (``pygame.quit``) would crash the interpreter.
        return pygame.mixer.get_init() is not None
