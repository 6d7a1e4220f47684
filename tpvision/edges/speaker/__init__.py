"""The speaker: the tone of a cue and then its sentence, played by pygame's mixer.

A thread of its own opens the device, reads the sounds and plays them, so that no frame waits for it. Without a device
the speaker is silent and ``status`` says so; every second it looks which there are, and follows when one is plugged in
or taken away. Which cue sounds when others come is decided in ``turns``. Where the system's own voice is wanted, it
says the sentences; if it cannot, the recorded one does and ``voice_status`` says why.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path

import pygame.mixer
from pygame._sdl2 import audio, sdl2

from tpvision.edges.speaker import system_voice, turns
from tpvision.edges.speaker.clips import RATE_HZ, SOUNDING, Clips
from tpvision.settings import SoundSettings
from tpvision.values import Cue, CueKind

_BUFFER = 512
"""Samples that the mixer prepares ahead: 11 ms of delay."""
_FADE_MS = 25
"""In which a sound that is cut short dies away: no click."""
_DEVICE_EVERY_S = 1.0
_WATCH_S = 0.02
"""So often it is looked whether a sound is over, while another waits for that."""
_SOUNDS_S = 0.05
"""... while no other waits."""
_NO_VOICE = "The recorded voice speaks, as the system's cannot: {}."


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
        sayer: Sequence[str] = system_voice.SAYER,
    ) -> None:
        """Open the sound device, unless sound is off.

        Parameters
        ----------
        settings
            Whether sound is on, what of it, by whose voice, and its volume from 0 to 1.
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
        sayer
            The command of the program that drives the system's own voice.
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
        self._orders: queue.Queue[Callable[[], None] | None] = queue.Queue()
        self._voice: system_voice.SystemVoice | None = None
        self._voice_status: str | None = None
        self._asked: tuple[str, turns.Saying, float] | None = None
        """What the system's voice was asked for: the file, for which cue, and when."""
        self._sayer = sayer if settings.say_with == "system" and self._speech else None
        if settings.on:
            self._open()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    @property
    def status(self) -> str | None:
        """One sentence for the person when sound is wanted and cannot be heard; else ``None``."""
        return None if self._muted else self._status

    @property
    def voice_status(self) -> str | None:
        """One sentence for the person when the system's voice is wanted and cannot speak; else ``None``."""
        return self._voice_status

    @property
    def voice_ready(self) -> bool:
        """Whether the system's voice says the sentences."""
        return self._voice is not None and self._voice.ready

    @property
    def muted(self) -> bool:
        """Whether the speaker was told to be silent."""
        return self._muted

    @property
    def playing(self) -> CueKind | None:
        """The kind of the cue that sounds right now."""
        return self._playing

    def play(self, cue: Cue, sentence: str, recorded: str | None = None) -> None:
        """Let a cue be heard now or next, or drop it; returns at once and never raises.

        Parameters
        ----------
        cue
            What was decided.
        sentence
            What it says.
        recorded
            The same with a number that there is a recording of, where that is another.
        """
        tone = cue.kind if self._tones and cue.kind in SOUNDING else None
        said = sentence if self._speech and cue.kind is not CueKind.TICK else None
        if not self._muted and (tone or said):
            self._orders.put(partial(self._turn, turns.Saying(cue, tone, said, self._clock(), recorded)))

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
        self._end_voice(None)
        self._shut()

    # From here on everything happens in the speaker's own thread, but for the first and the last that the device sees.

    def _run(self) -> None:
        ahead = True
        while True:
            try:
                busy = ahead or self._turns.waiting is not None or self._asked is not None
                idle_s = _SOUNDS_S if self._playing is not None else _DEVICE_EVERY_S
                order = self._orders.get(timeout=_WATCH_S if busy else idle_s)
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
        except (pygame.error, sdl2.error, OSError, ValueError) as error:  # the session goes on without sound
            self._status = f"No sound: {error}."

    def _turn(self, new: turns.Saying | None = None) -> None:
        """Begin what is to sound now, if anything."""
        if not self._is_open() or self._muted or self._clips is None:
            return
        if self._asked is not None and self._clock() - self._asked[2] > system_voice.ANSWER_S:
            self._end_voice("it does not answer")
        sounds = self._channels[0].get_busy()
        self._playing = self._playing if sounds else None
        self._turns, begun = turns.step(self._turns, self._clock(), sounds or self._asked is not None, new)
        if begun is None:
            return
        self._asked = None
        # The tone sounds while its sentence is read.
        tone = self._clips.tone(begun.tone) if begun.tone else None
        if tone is not None:
            self._begin(tone, begun)
        if begun.sentence and self._voice is not None and self._voice.ready:
            if tone is None:
                self._fall_silent()
            self._asked = self._voice.say(begun.sentence), begun, self._clock()
        elif begun.sentence:
            self._say_recorded(begun, tone is not None)

    def _say_recorded(self, saying: turns.Saying, after_tone: bool) -> None:
        assert self._clips is not None
        follows = after_tone
        for sound in self._clips.sentence(saying.recorded or saying.sentence or "", after_tone):
            if sound is None:
                if follows is not after_tone:
                    self._fall_silent()
            elif follows:
                sound.set_volume(self._volume)
                self._channels[0].queue(sound)
            else:
                self._begin(sound, saying)
            follows = True

    def _said(self, path: str | None, fault: str | None) -> None:
        """Let the system's voice be heard, or learn that there is none."""
        if fault is not None:
            self._end_voice(fault)
        if self._asked is None or path != self._asked[0]:
            return
        (_, saying, _), self._asked = self._asked, None
        if not self._is_open():
            return
        try:
            sound = system_voice.sound(path)
        except (pygame.error, OSError, ValueError) as error:
            self._end_voice(f"what it says cannot be read: {error}")
            self._say_recorded(saying, saying.tone is not None)
            return
        if saying.tone is not None and self._channels[0].get_busy():
            sound.set_volume(self._volume)
            self._channels[0].queue(sound)
        else:
            self._begin(sound, saying)

    def _begin_voice(self) -> None:
        if self._sayer is None or self._voice is not None:
            return
        try:
            self._voice = system_voice.SystemVoice(self._language, self._tell, self._sayer)
        except OSError as error:
            self._sayer, self._voice_status = None, _NO_VOICE.format(error)

    def _tell(self, path: str | None, fault: str | None) -> None:
        """Hand what the system's voice says on to the speaker's thread."""
        self._orders.put(partial(self._said, path, fault))

    def _end_voice(self, fault: str | None) -> None:
        """Give the system's voice up; what it was asked for is said by the recorded one."""
        voice, self._voice, asked, self._asked = self._voice, None, self._asked, None
        if voice is None:
            return
        voice.close()
        if fault is not None:
            self._sayer, self._voice_status = None, _NO_VOICE.format(fault)
            if asked is not None and self._is_open() and not self._muted:
                self._say_recorded(asked[1], asked[1].tone is not None)

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
        self._turns, self._playing, self._asked = turns.TurnState(), None, None
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
            self._begin_voice()
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
        self._channels, self._playing, self._asked = [], None, None
        pygame.mixer.quit()

    def _is_open(self) -> bool:
        # A channel used after somebody closed the mixer (``pygame.quit``) would crash the interpreter.
        return bool(self._channels) and pygame.mixer.get_init() is not None
