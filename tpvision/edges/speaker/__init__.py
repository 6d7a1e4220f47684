"""The speaker: the tone of a cue and then its sentence, played by pygame's mixer.

A thread of its own opens the device, reads the sounds and plays them, so that no frame waits for it. Without a device
the speaker is silent and ``status`` says so; every second it looks which there are, and follows when one is plugged in
or taken away. Which cue sounds when others come is decided in ``turns``.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path

import pygame.mixer
from pygame._sdl2 import audio, sdl2

from tpvision.edges.speaker import turns
from tpvision.edges.speaker.clips import RATE_HZ, SOUNDING, Clips
from tpvision.settings import SoundSettings
from tpvision.values import Cue, CueKind

_BUFFER = 512
"""Samples that the mixer prepares ahead: 12 ms of delay."""
_FADE_MS = 25
"""In which a sound that is cut short dies away: no click."""
_DEVICE_EVERY_S = 1.0
_WATCH_S = 0.02
"""So often it is looked whether a sound is over, while one sounds or waits."""


def device_names() -> tuple[str, ...]:
    """Return the names of the devices that could play, as far as the system tells."""
    try:
        return tuple(audio.get_audio_device_names(False))
    except (pygame.error, sdl2.error):
        return ()


class Speaker:
    """Plays cues, without ever waiting for them."""

    def __init__(
        self,
        settings: SoundSettings,
        folder: Path,
        language: str,
        clock: Callable[[], float],
        quiet: Callable[[], AbstractContextManager[None]] = nullcontext,
        devices: Callable[[], tuple[str, ...]] = device_names,
    ) -> None:
        """Open the sound device, unless sound is off.

        Parameters
        ----------
        settings
            Whether sound is on, what of it, and its volume from 0 to 1.
        folder
            Where the sounds lie, as ``clips.Clips`` reads them.
        language
            Of the sentences.
        clock
            The time in seconds; it never goes back.
        quiet
            Keeps off the terminal what the system prints when it finds no device.
        devices
            Names of the devices there are.
        """
        self._folder, self._language, self._clock = folder, language, clock
        self._quiet, self._devices = quiet, devices
        self._tones, self._speech = settings.say in ("both", "tones"), settings.say in ("both", "voice")
        self._volume = settings.volume
        self._muted = not settings.on
        self._status: str | None = None
        self._playing: CueKind | None = None
        self._turns = turns.TurnState()
        self._clips: Clips | None = None
        self._channels: list[pygame.mixer.Channel] = []
        """The first is the one that was begun last; the other dies away."""
        self._names: tuple[str, ...] = ()
        self._looked_s = clock()
        self.latency_s: float | None = None
        """From the last cue's decision until its sound was handed to the device, which adds ``_BUFFER``."""
        if settings.on:
            self._open()
        self._orders: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    @property
    def status(self) -> str | None:
        """One sentence for the person when sound is wanted and cannot be heard; else ``None``."""
        return None if self._muted else self._status

    @property
    def muted(self) -> bool:
        """Whether the speaker was told to be silent."""
        return self._muted

    @property
    def playing(self) -> CueKind | None:
        """The kind of the cue that sounds right now."""
        return self._playing

    def play(self, cue: Cue, sentence: str) -> None:
        """Let a cue be heard now or next, or drop it; returns at once and never raises."""
        tone = cue.kind if self._tones and cue.kind in SOUNDING else None
        said = sentence if self._speech and cue.kind is not CueKind.TICK else None
        if not self._muted and (tone or said):
            self._orders.put(partial(self._turn, turns.Saying(cue, tone, said, self._clock())))

    def set_volume(self, volume: float) -> None:
        """Set the volume, from 0 to 1, also of what sounds now."""
        self._volume = min(max(volume, 0.0), 1.0)
        self._orders.put(self._set_volume)

    def mute(self, muted: bool) -> None:
        """Fall silent, or be heard again; the latter looks for a device if there was none."""
        self._muted = muted
        self._orders.put(self._hush if muted else partial(self._follow, opening=True))

    def settle(self) -> None:
        """Wait until all that was asked so far is done; the sounds themselves go on."""
        self._orders.join()

    def close(self) -> None:
        """Fall silent and give the device back."""
        self._muted = True
        self._orders.put(None)
        self._thread.join()
        self._shut()

    # From here on everything happens in the speaker's own thread, but for the first and the last that the device sees.

    def _run(self) -> None:
        ahead = True
        while True:
            try:
                busy = ahead or self._playing is not None or self._turns.waiting is not None
                order = self._orders.get(timeout=_WATCH_S if busy else _DEVICE_EVERY_S)
            except queue.Empty:
                self._do(self._turn)
                ahead = self._is_open() and self._clips is not None and self._clips.load_ahead()
                if not self._muted and self._clock() - self._looked_s >= _DEVICE_EVERY_S:
                    self._do(self._follow)
                continue
            if order is not None:
                self._do(order)
            self._orders.task_done()
            if order is None:
                return

    def _do(self, order: Callable[[], None]) -> None:
        try:
            order()
        except Exception as error:  # whatever it is: the session goes on without sound
            self._status = f"No sound: {error}."

    def _turn(self, new: turns.Saying | None = None) -> None:
        """Begin what is to sound now, if anything."""
        if not self._is_open() or self._muted or self._clips is None:
            return
        busy = self._channels[0].get_busy()
        self._turns, begun = turns.step(self._turns, self._clock(), busy, new)
        self._playing = self._playing if busy else None
        if begun is None:
            return
        # The tone sounds while its sentence is read.
        tone = self._clips.tone(begun.tone) if begun.tone else None
        if tone is not None:
            self._begin(tone, begun)
        said = self._clips.sentence(begun.sentence, tone is not None) if begun.sentence else None
        if said is not None and tone is not None:
            said.set_volume(self._volume)
            self._channels[0].queue(said)
        elif said is not None:
            self._begin(said, begun)

    def _begin(self, sound: pygame.mixer.Sound, saying: turns.Saying) -> None:
        self._fall_silent()
        self._channels.reverse()
        sound.set_volume(self._volume)
        self._channels[0].play(sound)
        self._playing = saying.cue.kind
        self.latency_s = self._clock() - saying.decided_s

    def _fall_silent(self) -> None:
        for channel in self._channels:
            if channel.get_queue() is not None:
                # What waits on a channel would follow even what is faded out.
                channel.queue(pygame.mixer.Sound(buffer=bytes(2)))
            channel.fadeout(_FADE_MS)

    def _set_volume(self) -> None:
        if self._is_open():
            for sound in (self._channels[0].get_sound(), self._channels[0].get_queue()):
                if sound is not None:
                    sound.set_volume(self._volume)

    def _hush(self) -> None:
        self._turns, self._playing = turns.TurnState(), None
        if self._is_open():
            self._fall_silent()

    def _follow(self, opening: bool = False) -> None:
        """Open the device anew if there are others than before, or, where that is asked, if none is open."""
        self._looked_s = self._clock()
        if self._devices() != self._names or (opening and not self._is_open()):
            self._shut()
            self._open()

    def _open(self) -> None:
        try:
            with self._quiet():
                pygame.mixer.init(RATE_HZ, -16, 1, _BUFFER, allowedchanges=0)
            self._channels = [pygame.mixer.Channel(0), pygame.mixer.Channel(1)]
            self._clips = self._clips or Clips(self._folder, self._language)
            missing = ", ".join(self._clips.missing)
            self._status = (
                f"No sound for some cues: {missing} cannot be read in {self._folder}; install tpvision again."
                if missing
                else None
            )
        except pygame.error as error:
            self._status = f"No sound: no audio device could be opened ({error}); connect one."
            # So that the system tells of devices that come. To try again and again would halt every thread each
            # time for up to 0.1 s: pygame keeps Python's lock meanwhile.
            with self._quiet(), suppress(pygame.error, sdl2.error):
                sdl2.init_subsystem(sdl2.INIT_AUDIO)
        self._names = self._devices()

    def _shut(self) -> None:
        self._channels, self._playing = [], None
        pygame.mixer.quit()

    def _is_open(self) -> bool:
        # A channel used after somebody closed the mixer (``pygame.quit``) would crash the interpreter.
        return bool(self._channels) and pygame.mixer.get_init() is not None
